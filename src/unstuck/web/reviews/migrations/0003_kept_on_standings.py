"""Standings learn of the reviews that go on already."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the state of each review that goes on."""
    standings, reviews = apps.get_model("caseload", "Standing"), apps.get_model("reviews", "Review")
    for state in ("open", "decided"):
        found = reviews.objects.filter(state=state).values("episode")
        standings.objects.filter(episode__in=found).update(review=state)


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("reviews", "0002_append_only"), ("caseload", "0005_looks")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
