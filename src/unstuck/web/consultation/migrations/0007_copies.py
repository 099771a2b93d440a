"""The copies of consultations among the facts are marked, and the consultations' own steps say what the copies said."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.triggers import append_only, changeable

COPIED_AS = {"ask": "asked", "ask_another": "asked", "reply": "answered", "decide": "acted_on"}


def mark_copies(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Go through each consultation in order of time. What continues one by hand names it from now on."""
    steps = apps.get_model("caseload", "ConsultationStep").objects
    for consultation in apps.get_model("consultation", "Consultation").objects.order_by("id").iterator():
        asked = None
        for transition in consultation.steps.filter(action__in=COPIED_AS).order_by("at", "id"):
            copy = _copy(steps, consultation, transition, asked)
            asked = copy if copy is not None and copy.step == "asked" else asked
        if asked is not None and asked.withdrawn_at is None:
            steps.filter(follows=asked, copied=False).update(continues=consultation.public_id)


def _copy(steps: Any, consultation: Any, transition: Any, asked: Any) -> Any:
    """Mark the copy of a step and return it, None where there is none. A copy that was withdrawn counts as nothing.

    A copy has the moment and the person of its step, and follows the copy of the asking.
    """
    step = COPIED_AS[transition.action]
    if step != "asked" and asked is None:
        return None
    follows = None if step == "asked" else asked
    copies = steps.filter(episode=consultation.episode_id, step=step, follows=follows, copied=False)
    copy = copies.filter(recorded_at=transition.at, recorded_by=transition.by_id).order_by("id").first()
    if copy is None:
        return None
    steps.filter(pk=copy.pk).update(copied=True)
    if copy.withdrawn_at is None and (follows is None or follows.withdrawn_at is None):
        transition.counts_as = step
        transition.save(update_fields=["counts_as"])
    return copy


class Migration(migrations.Migration):
    """The steps are append-only: they can be changed for as long as this takes."""

    dependencies = [("consultation", "0006_counts_as")]
    operations = [
        changeable("consultation_step"),
        migrations.RunPython(mark_copies, migrations.RunPython.noop),
        append_only("consultation_step"),
    ]
