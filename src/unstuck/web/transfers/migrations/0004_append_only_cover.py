"""From here on the database itself refuses to change or remove a step of a cover."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("transfers", "0003_coverstep"), ("audit", "0002_append_only")]
    operations = [append_only("transfers_coverstep")]
