"""The end of the work with a client: it advises and records, and never locks (E.1 to E.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds
from unstuck.guidance.ending import alternatives
from unstuck.guidance.safety import risk
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.actions.steps import AlertAnswer, follow
from unstuck.web.caseload.actions.endings import end_episode
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.reviews import policies
from unstuck.web.reviews.actions.frame import keep_step, locked_own, locked_review
from unstuck.web.reviews.actions.reviews import note_outcome
from unstuck.web.reviews.models import Closing, Ending, Outcome
from unstuck.web.reviews.workflow import CLOSED


@dataclass(frozen=True)
class EndingDetails:
    """How the work ends: the code, why, the last day, notice, continuity, and how risk and mandate were looked at."""

    ending: str
    on: date
    words: str = ""
    notice: str = ""
    continuity: str = ""
    risk_words: str = ""
    mandate_words: str = ""


def end_work(actor: Actor, episode: Episode, ended: EndingDetails, context: WriteContext) -> Closing:
    """End the work with a client, with what was known then. Its alerts and its review close with it."""
    policies.check_ending(ended.ending, ended.words, ended.on, episode.started_on, context.today)
    with recorded("work.ended", actor, context) as write:
        locked = locked_own(actor, episode, context)
        case = current_case(locked, context.today)
        policies.check_not_in_a_crisis(ended.ending, case)
        wished = ended.ending == Ending.CLIENT_WISH
        lacking = [] if wished else [one for one in alternatives(case, default_thresholds()) if not one.met]
        closing = Closing.objects.create(
            episode=locked,
            at=context.now,
            by_id=actor.id,
            on=ended.on,
            ending=ended.ending,
            words=ended.words.strip(),
            notice=ended.notice.strip(),
            continuity=ended.continuity.strip(),
            risk_words=ended.risk_words.strip(),
            mandate_words=ended.mandate_words.strip(),
            lacking=[one.lacking.code for one in lacking],
            risk=bool(risk(case)),
            mandated=bool(case.treatment.mandated),
        )
        _close_review(locked, actor, context)
        follow(locked, "end", actor, context, AlertAnswer(outcome=Outcome.ENDED))
        end_episode(locked, ended.ending, ended.on)
        write.about("episode", locked.public_id, ending=ended.ending, lacking=closing.lacking)
    return closing


def _close_review(episode: Episode, actor: Actor, context: WriteContext) -> None:
    review = locked_review(episode)
    if review is not None and review.state != CLOSED:
        note_outcome(review, Outcome.ENDED, context)
        keep_step(review, "end", actor, context, outcome=Outcome.ENDED)
