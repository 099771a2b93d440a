"""What clients chose and said is only ever added: the database itself refuses changes."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("client_pages", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only(f"client_pages_{name}") for name in ("pagechoice", "objection", "objectionanswer", "pagerule")
    ]
