"""What the rooms above keep on a standing, inside their own actions: a caseload then shows it without asking them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from unstuck.web.caseload.models import Standing


def keep_worth_a_look(episodes: Sequence[int], worth_it: Collection[int]) -> None:
    """Store which of these episodes have an open alert."""
    Standing.objects.filter(episode__in=episodes, worth_a_look=True).exclude(episode__in=worth_it).update(
        worth_a_look=False
    )
    Standing.objects.filter(episode__in=worth_it, worth_a_look=False).update(worth_a_look=True)


def keep_review(episode: int, state: str) -> None:
    """Store the state of an episode's review, empty where none goes on."""
    Standing.objects.filter(episode=episode).update(review=state)


def keep_watch(episode: int, watched_by: str, answer_by: datetime | None) -> None:
    """Store who answers for an episode's most urgent concern, and until when they are to acknowledge it."""
    Standing.objects.filter(episode=episode).update(watched_by=watched_by, answer_by=answer_by)


def keep_outside_due(episode: int, day: date | None) -> None:
    """Store the first day on which somebody outside is to be asked again about an episode, None where nobody is."""
    Standing.objects.filter(episode=episode).update(outside_due=day)


def keep_deadline(episode: int, day: date | None) -> None:
    """Store the first last day of an episode that nobody has met yet, None where there is none."""
    Standing.objects.filter(episode=episode).update(deadline=day)
