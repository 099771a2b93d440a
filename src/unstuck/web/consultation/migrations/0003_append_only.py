"""From here on the database itself refuses to change or remove what was confirmed, written and done."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("consultation", "0002_constraints"), ("audit", "0002_append_only")]
    operations = [
        append_only("consultation_brief"),
        append_only("consultation_message"),
        append_only("consultation_step"),
        append_only("consultation_lessonstep"),
    ]
