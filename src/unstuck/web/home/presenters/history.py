"""The history: every score that was ever entered, and what people were told about it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.reporting.words import StateWords, number, short_date, state, together
from unstuck.web.caseload.models import Episode, Score, Withdrawn
from unstuck.web.caseload.queries import Said, every_score, everything_said


class Entered(NamedTuple):
    """One score, with all that happened to it."""

    id: int
    on: date
    instrument: str
    total: str
    at: datetime
    by: str
    how: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    because: str
    corrected_by: str


class Told(NamedTuple):
    """One state, as people were told it."""

    at: datetime
    state: StateWords
    sentence: str
    about: str
    on: date
    until: str


def history_page(episode: Episode) -> dict[str, Any]:
    """Return what the history of one client shows."""
    scores, said = every_score(episode), everything_said(episode)
    return {"episode": episode, "scores": [_entered(score) for score in scores], "told": _told(said)}


def _entered(score: Score) -> Entered:
    better = getattr(score, "corrected_by", None)
    return Entered(
        id=score.pk,
        on=score.on,
        instrument=score.instrument,
        total=number(score.total, 2),
        at=localtime(score.entered_at),
        by=score.entered_by.name,
        how=_how(score),
        withdrawn_at=localtime(score.withdrawn_at) if score.withdrawn_at else None,
        withdrawn_by=score.withdrawn_by.name if score.withdrawn_by else "",
        because=Withdrawn(score.withdrawn_because).words if score.withdrawn_because else "",
        corrected_by=_replaced(better) if better else "",
    )


def _how(score: Score) -> str:
    if score.corrects_id is not None:
        return _("in place of a wrong score")
    return _("from a file") if score.upload_id is not None else ""


def _replaced(better: Score) -> str:
    words = {"instrument": better.instrument, "total": number(better.total, 2), "day": short_date(better.on)}
    return _("Replaced by %(instrument)s %(total)s of %(day)s.") % words


def _told(said: Sequence[Said]) -> list[Told]:
    """Return what was said, the newest first: of each score only its newest state stands, while the score counts."""
    replaced: dict[int, datetime] = {}
    found = []
    for one in said:
        found.append(_one_told(one, replaced.get(one.score_id)))
        replaced[one.score_id] = one.at
    return found


def _one_told(one: Said, replaced_at: datetime | None) -> Told:
    if replaced_at is not None:
        until = _("until %(day)s, when it was worked out again") % {"day": short_date(localtime(replaced_at))}
    elif one.withdrawn_at is not None:
        until = _("until %(day)s, when the score was taken back") % {"day": short_date(localtime(one.withdrawn_at))}
    else:
        until = _("still stands")
    return Told(
        at=localtime(one.at),
        state=state(one.code),
        sentence=together(one.reasons[0]["text"]) if one.reasons else "",
        about=f"{one.instrument} {number(one.total, 2)}",
        on=one.on,
        until=until,
    )
