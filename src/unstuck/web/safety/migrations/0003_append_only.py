"""From here on the database itself refuses to change or remove what was recorded about a concern."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only

TABLES = ("sign", "assessment", "concernstep", "riskquestion", "safetyplan", "safeway", "contactattempt")


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("safety", "0002_constraints"), ("audit", "0002_append_only")]
    operations = [append_only(f"safety_{table}") for table in TABLES]
