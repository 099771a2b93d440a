"""The copied numbers of open referrals are marked among the facts, and the referrals' own steps say them."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.triggers import append_only, changeable

ONLY_COUNTS = dict.fromkeys(
    ("sessions_attended", "sessions_missed_recently", "goals_met", "presenting_problems", "aim", "mandated")
)


def mark_copies(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Find the copy of each step: a count and nothing else, stored at the same moment. Steps of one moment: in order.

    A copy that was withdrawn counts as nothing.
    """
    care = apps.get_model("caseload", "Care").objects.filter(referrals_open__isnull=False, words="", **ONLY_COUNTS)
    steps = apps.get_model("referrals", "ReferralStep").objects.select_related("referral").order_by("id")
    for step in steps.iterator():
        episode = step.referral.episode_id
        copy = care.filter(episode=episode, recorded_at=step.at, copied=False).order_by("id").first()
        if copy is None:
            continue
        care.filter(pk=copy.pk).update(copied=True)
        if copy.withdrawn_at is None:
            step.open_after = copy.referrals_open
            step.save(update_fields=["open_after"])


class Migration(migrations.Migration):
    """The steps are append-only: they can be changed for as long as this takes."""

    dependencies = [("referrals", "0006_open_after")]
    operations = [
        changeable("referrals_step"),
        migrations.RunPython(mark_copies, migrations.RunPython.noop),
        append_only("referrals_step"),
    ]
