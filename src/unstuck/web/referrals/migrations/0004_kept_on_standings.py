"""Standings learn when somebody outside is to be asked again."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Q, Subquery

WAITING = Q(state__in=("requested", "accepted", "in_progress")) | Q(state="completed", got__in=("", "not_yet"))


def keep(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the first day of each episode that has a referral which is still followed."""
    waiting = apps.get_model("referrals", "Referral").objects.filter(WAITING)
    first = waiting.filter(episode=OuterRef("episode")).order_by("call_back_on").values("call_back_on")[:1]
    standings = apps.get_model("caseload", "Standing").objects.filter(episode__in=waiting.values("episode"))
    standings.update(outside_due=Subquery(first))


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("referrals", "0003_append_only"), ("caseload", "0006_outside_due")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
