"""Keeping and striking the guesses of a second look."""

from __future__ import annotations

from collections.abc import Mapping

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.reviews import policies
from unstuck.web.reviews.actions.frame import locked_own, locked_review
from unstuck.web.reviews.models import SecondLookAnswer


def answer_second_look(actor: Actor, episode: Episode, answers: Mapping[str, bool], context: WriteContext) -> None:
    """Store which guesses and prompts a worker keeps, and which they strike; what stays open is left out."""
    with recorded("review.second_look", actor, context) as write:
        locked = locked_own(actor, episode, context)
        review = locked_review(locked)
        policies.check_going_on(review)
        policies.check_second_look(answers, current_case(locked, context.today))
        for about, kept in answers.items():
            row = SecondLookAnswer(review=review, about=about, kept=kept, at=context.now, by_id=actor.id)
            row.save(force_insert=True)
        write.about("episode", locked.public_id, kept=[one for one, kept in answers.items() if kept],
                    struck=[one for one, kept in answers.items() if not kept])  # fmt: skip
