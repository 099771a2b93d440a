"""From here on the database itself refuses to change or remove what was intended, planned and heard about an ending."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("reviews", "0004_how_the_work_ends"), ("audit", "0002_append_only")]
    operations = [
        append_only("reviews_closing"),
        append_only("reviews_closingfollowup"),
        append_only("reviews_intendedendingstep"),
        append_only("reviews_plannedend"),
    ]
