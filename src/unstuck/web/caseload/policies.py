"""What may be done and when, whoever does it."""

from __future__ import annotations

from datetime import date

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components.denied import Denied


def check_open(episode: Episode) -> None:
    """Raise Denied where the episode has ended."""
    if episode.ended_on is not None:
        problem = _("This episode of care has ended. Only what safety needs, and how it went, can still be recorded.")
        raise Denied("episode_ended", problem)


def check_unchanged(episode: Episode, version: int | None) -> None:
    """Raise Denied where somebody saved something about this client after the form was opened. None: not asked."""
    if version is not None and episode.version != version:
        raise Denied(
            "stale_form",
            _("Something about this client was saved after you opened this form. What you typed is still here: ")
            + _("check what has changed, then save again."),
        )


def check_counts(score: Score) -> None:
    """Raise Denied where a score was withdrawn already."""
    if score.withdrawn_at is not None:
        raise Denied("already_withdrawn", _("This score has already been marked as entered in error."))


def check_score(instrument_id: str, total: float, on: date, today: date) -> None:
    """Raise Denied for a total that the questionnaire cannot have, or a day that has not come."""
    instrument = load(instrument_id)
    if not instrument.minimum <= total <= instrument.maximum:
        words = {"low": f"{instrument.minimum:g}", "high": f"{instrument.maximum:g}", "name": instrument.id}
        raise Denied("total_out_of_range", _("A %(name)s total is between %(low)s and %(high)s.") % words)
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
