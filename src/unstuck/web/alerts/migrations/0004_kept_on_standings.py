"""Standings learn of the alerts that are open already."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OPEN = ("raised", "put_off", "seen", "talked", "acted_on")


def keep(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Mark the standings of episodes with an open alert."""
    found = apps.get_model("alerts", "Alert").objects.filter(state__in=OPEN).values("episode")
    apps.get_model("caseload", "Standing").objects.filter(episode__in=found).update(worth_a_look=True)


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("alerts", "0003_already_stuck"), ("caseload", "0005_looks")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
