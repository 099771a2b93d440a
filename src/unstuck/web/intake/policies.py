"""What an agency may ask, and when an answer counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.intake.models import MOST_QUESTIONS, AnswerKind, IntakeQuestion
from unstuck.web.intake.queries import questions_of

MOST_CHOICES, LONGEST_CHOICE = 20, 80


def check_room_for(agency_id: int) -> None:
    """Raise Denied where as many questions are asked as there may be."""
    if questions_of(agency_id).filter(ended_at=None).count() >= MOST_QUESTIONS:
        words = _("There can be %(most)s questions at most. End one first.")
        raise Denied("too_many_questions", words % {"most": MOST_QUESTIONS})


def check_choices(kind: str, choices: Sequence[str]) -> None:
    """Raise Denied where there is nothing to choose from, or too much, or where nothing is chosen from a list."""
    if kind != AnswerKind.ONE_OF:
        if choices:
            raise Denied("no_list", _("A list of answers belongs to “One of a list” alone. Empty it, or choose that."))
        return
    if not 2 <= len(choices) <= MOST_CHOICES or len(set(choices)) < len(choices):
        words = _("Type the answers to choose from, each on a line of its own: 2 to %(most)s, all different.")
        raise Denied("choices", words % {"most": MOST_CHOICES})
    if max(map(len, choices)) > LONGEST_CHOICE:
        words = _("One of the answers to choose from is too long: up to %(letters)s letters.")
        raise Denied("choice_too_long", words % {"letters": LONGEST_CHOICE})


def check_asked(questions: Iterable[IntakeQuestion], agency_id: int) -> None:
    """Raise Denied where one of these has ended, or is another agency's."""
    if any(one.ended_at is not None or one.agency_id != agency_id for one in questions):
        raise Denied("not_asked", _("One of these questions is no longer asked. Open the page again."))
