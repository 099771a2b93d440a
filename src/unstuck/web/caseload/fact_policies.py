"""Which facts can be recorded or taken back, whoever does it."""

from __future__ import annotations

from datetime import date, timedelta

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.fact_rows import counting_rows
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Episode, Fact
from unstuck.web.components.denied import Denied

BEFORE_THE_EPISODE = timedelta(days=3653)
"""An approach may have begun before the episode did; a date of more than ten years before is a slip."""

NOT_THERE = _("What this continues is no longer recorded. Choose again.")


def earliest(kind: type[Fact], episode: Episode) -> date:
    """Return the first day that a fact of this kind can be of."""
    return episode.started_on - BEFORE_THE_EPISODE if kind is ApproachStep else episode.started_on


def check_day(kind: type[Fact], on: date, episode: Episode, today: date) -> None:
    """Raise Denied for a day that has not come, or lies before the episode."""
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
    first = earliest(kind, episode)
    if on < first:
        words = {"day": spell_date(first)}
        raise Denied("before_episode", _("The date must not be before %(day)s, when this work began.") % words)


def check_follows(row: Fact, episode: Episode) -> None:
    """Raise Denied where a row continues another one that is not there, or that it cannot follow."""
    earlier = _continued(row)
    if earlier is None:
        return
    if earlier.episode_id != episode.pk or earlier.withdrawn_at is not None:
        raise Denied("not_there", NOT_THERE)
    if row.on < earlier.on:
        words = {"day": spell_date(earlier.on)}
        raise Denied("before_its_start", _("The date must not be before %(day)s, when it began.") % words)


def _continued(row: Fact) -> Fact | None:
    if isinstance(row, ConsultationStep):
        return row.follows if row.continues is None else _led(row)
    return row.ends if isinstance(row, ApproachStep) else None


def _led(row: ConsultationStep) -> Fact:
    """Return the first step of the consultation led in the site that a row continues; it comes before those by hand."""
    steps = counting_rows("consultation", [row.episode_id])
    led = (step for step in steps if isinstance(step, ConsultationStep) and step.continues == row.continues)
    first = next(led, None)
    if first is None:
        raise Denied("not_there", NOT_THERE)
    return first


def check_ends_once(row: Fact) -> None:
    """Raise Denied where an approach came to its end already."""
    if not isinstance(row, ApproachStep) or row.ends_id is None:
        return
    if ApproachStep.objects.filter(ends_id=row.ends_id, withdrawn_at=None).exists():
        raise Denied("ended_already", _("The end of this approach is already recorded."))


def check_counts(row: Fact) -> None:
    """Raise Denied where a fact was withdrawn already."""
    if row.withdrawn_at is not None:
        raise Denied("already_withdrawn", _("This has already been marked as entered in error."))
