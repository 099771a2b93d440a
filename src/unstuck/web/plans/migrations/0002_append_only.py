"""From here on the database itself refuses to change or remove what was said, rated, decided and why."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("plans", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("plans_goalstep"),
        append_only("plans_goalrating"),
        append_only("plans_said"),
        append_only("plans_partstep"),
        append_only("plans_ledgerentry"),
    ]
