"""From here on the database itself refuses to change or remove a step of a review, or how the work ended."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("reviews", "0001_initial"), ("audit", "0002_append_only")]
    operations = [append_only("reviews_reviewstep"), append_only("reviews_closing")]
