"""From here on the database itself refuses to change or remove consents, steps and clients' answers."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("referrals", "0002_links"), ("audit", "0002_append_only")]
    operations = [append_only(f"referrals_{table}") for table in ("consent", "step", "answer", "serves")]
