"""From here on the database itself refuses to change or remove an entry."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_entry")]
