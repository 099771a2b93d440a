"""What every action about a review begins with."""

from __future__ import annotations

from typing import Any

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode
from unstuck.web.caseload.actions.standing_flags import keep_review
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components.actions import record_transition
from unstuck.web.components.denied import Denied
from unstuck.web.reviews import policies
from unstuck.web.reviews.models import Review, ReviewStep
from unstuck.web.reviews.workflow import CLOSED, REVIEW


def locked_own(actor: Actor, episode: Episode, context: WriteContext) -> Episode:
    """Return the episode, locked and one version further. Denied unless it is open and this person may record in it."""
    locked = locked_episode(episode, context)
    check_may_write(actor, locked)
    return locked


def locked_review(episode: Episode) -> Review | None:
    """Return the episode's review, locked; None where there is none yet."""
    return Review.objects.select_for_update().filter(episode=episode).first()


def review_open_to(action: str, episode: Episode) -> Review:
    """Return the episode's review, locked. Denied where the action is not open to it."""
    review = locked_review(episode)
    if review is None:
        raise Denied("no_review", _("Open the review first."))
    policies.check_open_to(action, review)
    return review


def keep_step(review: Review, action: str, actor: Actor | None, context: WriteContext, **details: Any) -> ReviewStep:
    """Move a review, and keep the step. Inside a running action; the caller saves what else changed with it."""
    by = None if actor is None else actor.id
    step = record_transition(
        REVIEW, review, ReviewStep(review=review, action=action, at=context.now, by_id=by, **details)
    )
    keep_review(review.episode_id, "" if review.state == CLOSED else review.state)
    return step
