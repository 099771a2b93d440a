"""Reviewing a stall: opening, talking, deciding, setting steps aside, following up, closing. Alerts move with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.actions.steps import AlertAnswer, follow
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.components.workflow import NEW
from unstuck.web.reviews import policies
from unstuck.web.reviews.actions.frame import keep_step, locked_own, locked_review, review_open_to
from unstuck.web.reviews.models import Outcome, Review


@dataclass(frozen=True)
class ReviewDecision:
    """One question, one decision, and a day to look again; `words` say more where more is to be said."""

    question: str
    decision: str
    words: str
    again_on: date | None


def open_review(actor: Actor, episode: Episode, context: WriteContext, words: str = "") -> Review:
    """Open the review of an episode, or open it again. Denied where it is open."""
    with recorded("review.opened", actor, context) as write:
        locked = locked_own(actor, episode, context)
        review = locked_review(locked)
        action = "open" if review is None else "reopen"
        policies.check_open_to(action, review)
        review = review or Review(episode=locked, state=NEW)
        review.opened_at, review.opened_by_id = context.now, actor.id
        review.outcome, review.closed_at, review.again_on = "", None, None
        keep_step(review, action, actor, context, words=words.strip())
        follow(locked, "see", actor, context)
        write.about("episode", locked.public_id, step=action)
    return review


def talk(actor: Actor, episode: Episode, words: str, context: WriteContext) -> None:
    """Record that it was talked about with the client."""
    with recorded("review.talked", actor, context) as write:
        locked = locked_own(actor, episode, context)
        keep_step(review_open_to("talk", locked), "talk", actor, context, words=words.strip())
        follow(locked, "talk", actor, context)
        write.about("episode", locked.public_id)


def record_decision(actor: Actor, episode: Episode, decided: ReviewDecision, context: WriteContext) -> None:
    """Record the question, the decision and the day to look again. While a risk waits, little else is decided."""
    policies.check_decision(decided.decision, decided.question, decided.again_on, context.today)
    with recorded("review.decided", actor, context) as write:
        locked = locked_own(actor, episode, context)
        policies.check_not_suspended(decided.decision, current_case(locked, context.today))
        review = review_open_to("decide", locked)
        review.again_on = decided.again_on
        keep_step(
            review,
            "decide",
            actor,
            context,
            question=decided.question.strip(),
            decision=decided.decision,
            words=decided.words.strip(),
            again_on=decided.again_on,
        )
        follow(locked, "act", actor, context)
        write.about("episode", locked.public_id, decision=decided.decision)


def save_note(actor: Actor, episode: Episode, text: str, context: WriteContext) -> None:
    """Keep the note as it was edited: ready for the record."""
    policies.check_words(text)
    with recorded("review.noted", actor, context) as write:
        locked = locked_own(actor, episode, context)
        keep_step(review_open_to("note", locked), "note", actor, context, words=text.strip())
        write.about("episode", locked.public_id)


def follow_up(actor: Actor, episode: Episode, words: str, again_on: date | None, context: WriteContext) -> None:
    """Record what happened since the decision, and the next day to look."""
    policies.check_words(words)
    policies.check_day(again_on, context.today)
    with recorded("review.followed_up", actor, context) as write:
        locked = locked_own(actor, episode, context)
        review = review_open_to("follow_up", locked)
        review.again_on = again_on
        keep_step(review, "follow_up", actor, context, words=words.strip(), again_on=again_on)
        write.about("episode", locked.public_id)


def set_aside(actor: Actor, episode: Episode, step: str, words: str, context: WriteContext) -> None:
    """Set a step of the pathway aside, with a reason. It stays on the page and can be brought back."""
    policies.check_words(words)
    policies.check_may_set_aside(step)
    with recorded("review.step_set_aside", actor, context) as write:
        locked = locked_own(actor, episode, context)
        keep_step(review_open_to("set_aside", locked), "set_aside", actor, context, about=step, words=words.strip())
        write.about("episode", locked.public_id, step=step)


def bring_back(actor: Actor, episode: Episode, step: str, context: WriteContext) -> None:
    """Bring back a step that was set aside."""
    with recorded("review.step_brought_back", actor, context) as write:
        locked = locked_own(actor, episode, context)
        keep_step(review_open_to("bring_back", locked), "bring_back", actor, context, about=step)
        write.about("episode", locked.public_id, step=step)


def close_review(actor: Actor, episode: Episode, outcome: str, words: str, context: WriteContext) -> None:
    """Close a review with what came of it. Its alerts hear the outcome; the next stall opens it again."""
    policies.check_outcome(outcome, words)
    with recorded("review.closed", actor, context) as write:
        locked = locked_own(actor, episode, context)
        review = review_open_to("close", locked)
        note_outcome(review, outcome, context)
        keep_step(review, "close", actor, context, outcome=outcome, words=words.strip())
        tell = words.strip() or Outcome(outcome).words
        follow(locked, "act", actor, context)
        follow(locked, "tell", actor, context, AlertAnswer(words=tell, outcome=outcome))
        write.about("episode", locked.public_id, outcome=outcome)


def note_outcome(review: Review, outcome: str, context: WriteContext) -> None:
    """Note on a review that it closes; its step saves it."""
    review.outcome, review.closed_at, review.again_on = outcome, context.now, None
