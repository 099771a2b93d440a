"""Risks that were recorded as facts about open work become concerns; the facts stay, and are read as history.

Of each question the latest answer holds. An assessment counts where it has words and no sign came after it: it is due
to be looked at again. Until a person says which, harm to a child or an elder is both, and so are psychosis and
withdrawal. What nobody assessed is asked of the client's worker within a day, and stands first on the caseload at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

OTHER_RISKS = {
    "violence_at_home": ("violence_at_home",),
    "harm_to_child_or_elder": ("child_at_risk", "adult_at_risk"),
    "harm_to_others": ("harm_to_others",),
    "psychosis_or_withdrawal": ("psychosis", "withdrawal"),
}
IMMINENT, NOT_ASSESSED, DUE_AGAIN = 0, 1, 4
NOT_SAID = "Not recorded at the time."
WITHIN = timedelta(days=1)


def raise_concerns(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Raise a concern for each risk that holds, with its signs and its assessment."""
    facts = apps.get_model("caseload", "Safety").objects.filter(withdrawn_at=None, episode__ended_on=None)
    by_episode: dict[Any, list[Any]] = defaultdict(list)
    for row in facts.select_related("episode").order_by("on", "recorded_at", "id"):
        by_episode[row.episode].append(row)
    for episode, rows in by_episode.items():
        ranks = [_raise(apps, episode, kind, signs, rows) for kind, signs in _held(rows)]
        if ranks:
            words = {IMMINENT: "danger now", NOT_ASSESSED: "not assessed yet"}.get(min(ranks), "look again")
            place = [timezone.localdate().isoformat(), min(ranks), f"A risk is recorded: {words}"]
            apps.get_model("caseload", "Standing").objects.filter(episode=episode.pk).update(places=[place])
        elif not any(_is_sign(row) for row in rows):
            _asked(apps, episode, rows)


def _latest(rows: Sequence[Any], name: str) -> Any:
    return next((value for row in reversed(rows) if (value := getattr(row, name)) is not None), None)


def _is_sign(row: Any) -> bool:
    return bool(row.suicide_item_above_zero or row.crisis or row.imminent or row.other_risk in OTHER_RISKS)


def _held(rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield each kind of risk that holds, with the rows that say so."""
    kinds: dict[str, list[Any]] = {}
    if _latest(rows, "suicide_item_above_zero"):
        kinds["suicide"] = [row for row in rows if row.suicide_item_above_zero]
    if _latest(rows, "crisis"):
        kinds["other"] = [row for row in rows if row.crisis]
    risk = _latest(rows, "other_risk")
    for kind in OTHER_RISKS.get(risk, ()):
        kinds[kind] = [row for row in rows if row.other_risk == risk]
    if _latest(rows, "imminent") and not kinds:
        kinds["other"] = [row for row in rows if row.imminent]
    yield from kinds.items()


def _raise(apps: Apps, episode: Any, kind: str, signs: Sequence[Any], rows: Sequence[Any]) -> int:
    """Store one concern, and return its place in the safe order."""
    now, last = timezone.now(), max(row.on for row in signs)
    found: Any = _assessment(rows, [row for row in rows if _is_sign(row)])
    imminent = _latest(rows, "imminent")
    again: Any = found.on + timedelta(days=7) if found else None
    concern = apps.get_model("safety", "Concern").objects.create(
        episode_id=episode.pk,
        kind=kind,
        role="at_risk" if kind != "harm_to_others" else "may_harm",
        state="assessed" if found else "raised",
        raised_at=signs[0].recorded_at,
        responder_id=episode.worker_id,
        responding_since=now if episode.worker_id else None,
        answer_by=None if found else now + WITHIN,
        latest_sign_on=last,
        assessed_on=found.on if found else None,
        look_again_on=again,
        imminent=imminent,
    )
    for row in signs:
        apps.get_model("safety", "Sign").objects.create(
            concern=concern, on=row.on, at=row.recorded_at, by_id=row.recorded_by_id, source="older", words=row.words
        )
    steps = apps.get_model("safety", "ConcernStep").objects
    steps.create(concern=concern, action="raise", at=signs[0].recorded_at, by_id=signs[0].recorded_by_id)
    if found:
        apps.get_model("safety", "Assessment").objects.create(
            concern=concern, on=found.on, at=found.recorded_at, by_id=found.recorded_by_id, words=found.words,
            imminent=bool(imminent), urgency="", told=NOT_SAID, done=NOT_SAID, look_again_on=again,
        )  # fmt: skip
        steps.create(concern=concern, action="assess", at=found.recorded_at, by_id=found.recorded_by_id)
    return IMMINENT if imminent else DUE_AGAIN if found else NOT_ASSESSED


def _assessment(rows: Sequence[Any], signs: Sequence[Any]) -> Any:
    """Return the latest assessment in words that no sign came after; None where there is none."""
    covering = [
        row
        for row in rows
        if row.assessed
        and row.words.strip()
        and all(row.on >= sign.on and (row.recorded_at, row.pk) >= (sign.recorded_at, sign.pk) for sign in signs)
    ]
    return covering[-1] if covering else None


def _asked(apps: Apps, episode: Any, rows: Sequence[Any]) -> None:
    """Store that risk was asked about, where nobody ever saw a sign."""
    last = rows[-1]
    apps.get_model("safety", "RiskQuestion").objects.create(
        episode_id=episode.pk, on=last.on, at=last.recorded_at, by_id=last.recorded_by_id, words=last.words or NOT_SAID
    )


class Migration(migrations.Migration):
    """Facts into concerns."""

    dependencies = [("safety", "0003_append_only")]
    operations = [migrations.RunPython(raise_concerns, migrations.RunPython.noop)]
