"""Clients who were stalled or getting worse before there were alerts get theirs, as of when that was last stored.

Falls in engagement are noticed when the next score or fact of the client is stored.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def raise_what_is_stuck(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add an alert, with its first step, for every open episode that stands still or gets worse."""
    alerts, steps = apps.get_model("alerts", "Alert"), apps.get_model("alerts", "AlertStep")
    standings, care = apps.get_model("caseload", "Standing"), apps.get_model("caseload", "Care")
    stuck = standings.objects.filter(episode__ended_on=None, code__in=["stalled", "deteriorating"])
    aims = care.objects.filter(aim__isnull=False, withdrawn_at=None).order_by("on", "recorded_at", "id")
    latest = dict(aims.values_list("episode_id", "aim"))
    for one in stuck.iterator(500):
        if one.code == "stalled" and latest.get(one.episode_id) == "stay_well":
            continue
        alert = alerts.objects.create(
            episode_id=one.episode_id,
            sign=one.code,
            state="raised",
            since=one.since or one.updated_at.date(),
            raised_at=one.updated_at,
        )
        steps.objects.create(alert=alert, action="raise", at=one.updated_at)


class Migration(migrations.Migration):
    """Raise them."""

    dependencies = [("alerts", "0002_append_only"), ("caseload", "0004_drawn_sparklines")]
    operations = [migrations.RunPython(raise_what_is_stuck, migrations.RunPython.noop)]
