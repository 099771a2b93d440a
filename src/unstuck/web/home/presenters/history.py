"""The history: every score that was ever entered, what people were told about it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.reporting.words import StateWords, number, short_date, state, together
from unstuck.web.caseload.models import Episode, Score, WithdrawalReason, the_client
from unstuck.web.home.queries import PastState, every_score, every_state


class ScoreHistoryRow(NamedTuple):
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


class StateHistoryRow(NamedTuple):
    """One state, as people were told it."""

    at: datetime
    state: StateWords
    sentence: str
    about: str
    on: date
    until: str


@dataclass(frozen=True)
class HistoryPage:
    """Every score of one client and every state that people were shown."""

    public_id: UUID
    called: str
    scores: Sequence[ScoreHistoryRow]
    states: Sequence[StateHistoryRow]


def history_page(episode: Episode) -> HistoryPage:
    """Return what the history of one client shows."""
    return HistoryPage(
        episode.public_id,
        episode.client.called,
        scores=[_score_row(score) for score in every_score(episode)],
        states=_state_rows(every_state(episode)),
    )


def _score_row(score: Score) -> ScoreHistoryRow:
    better = getattr(score, "corrected_by", None)
    return ScoreHistoryRow(
        id=score.pk,
        on=score.on,
        instrument=score.instrument,
        total=number(score.total, 2),
        at=localtime(score.entered_at),
        by=score.entered_by.name if score.entered_by else the_client(),
        how=_how(score),
        withdrawn_at=localtime(score.withdrawn_at) if score.withdrawn_at else None,
        withdrawn_by=score.withdrawn_by.name if score.withdrawn_by else "",
        because=WithdrawalReason(score.withdrawn_because).words if score.withdrawn_because else "",
        corrected_by=_replaced(better) if better else "",
    )


def _how(score: Score) -> str:
    if score.corrects_id is not None:
        return _("in place of a wrong score")
    return _("from a file") if score.upload_id is not None else ""


def _replaced(better: Score) -> str:
    words = {"instrument": better.instrument, "total": number(better.total, 2), "day": short_date(better.on)}
    return _("Replaced by %(instrument)s %(total)s of %(day)s.") % words


def _state_rows(shown: Sequence[PastState]) -> list[StateHistoryRow]:
    """Return what was shown, the newest first: of each score only its newest state stands, while the score counts."""
    replaced: dict[int, datetime] = {}
    rows = []
    for state_then in shown:
        rows.append(_state_row(state_then, replaced.get(state_then.score_id)))
        replaced[state_then.score_id] = state_then.at
    return rows


def _state_row(state_then: PastState, replaced_at: datetime | None) -> StateHistoryRow:
    if replaced_at is not None:
        until = _("until %(day)s, when it was worked out again") % {"day": short_date(localdate(replaced_at))}
    elif state_then.withdrawn_at is not None:
        until = _("until %(day)s, when the score was taken back") % {
            "day": short_date(localdate(state_then.withdrawn_at))
        }
    else:
        until = _("still stands")
    return StateHistoryRow(
        at=localtime(state_then.at),
        state=state(state_then.code),
        sentence=together(state_then.reasons[0]["text"]) if state_then.reasons else "",
        about=f"{state_then.instrument} {number(state_then.total, 2)}",
        on=state_then.on,
        until=until,
    )
