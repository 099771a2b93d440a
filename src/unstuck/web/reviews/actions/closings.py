"""The end of the work with a client: it advises and records, and never locks (E.1 to E.4)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from unstuck.guidance import Case, default_thresholds
from unstuck.guidance.ending import alternatives
from unstuck.guidance.safety import risk
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.actions.steps import AlertAnswer, follow
from unstuck.web.caseload.actions.endings import end_episode
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_is_own, check_not_frozen
from unstuck.web.components.denied import Denied
from unstuck.web.reviews import ending_policies, policies
from unstuck.web.reviews.actions.frame import keep_step, locked_own, locked_review
from unstuck.web.reviews.actions.intended import carried_out, locked_intended
from unstuck.web.reviews.actions.reviews import note_outcome
from unstuck.web.reviews.ending_kinds import EndingKind
from unstuck.web.reviews.ending_policies import EndingDetails, circumstances, kind_of_ending, risk_as_seen
from unstuck.web.reviews.models import Closing, ClosingFollowUp, Ending, Outcome
from unstuck.web.reviews.queries import day_to_ask
from unstuck.web.reviews.workflow import CLOSED
from unstuck.web.transfers.actions.transfers import call_off_transfers
from unstuck.web.transfers.permissions import check_may_arrange


def end_work(actor: Actor, episode: Episode, ended: EndingDetails, context: WriteContext) -> Closing:
    """End the work with a client, with what was known then. Its alerts and its review close with it; a risk does not.

    Of the worker's own accord in a crisis only after a second person agreed (E.2).
    """
    kind = kind_of_ending(ended.ending)
    with recorded("work.ended", actor, context) as write:
        locked = locked_own(actor, episode, context)
        check_is_own(actor, locked)
        facts = facts_about(locked)
        case = current_case(locked, context.today, facts)
        ending_policies.check_ending(ended, circumstances(case, locked.started_on, context.today))
        intended = locked_intended(locked)
        seen = risk_as_seen(case, facts, context.today)
        ending_policies.check_second_look(kind, case, intended, actor.id, seen)
        looked = carried_out(intended, kind, actor, context)
        closing = Closing.objects.create(
            episode=locked, at=context.now, by_id=actor.id, second_look=looked, **_known(kind, ended, case)
        )
        _close_review(locked, actor, context)
        call_off_transfers(locked, actor, context)
        follow(locked, "end", actor, context, AlertAnswer(outcome=Outcome.ENDED))
        end_episode(locked, ended.ending, ended.on)
        second = str(looked.second.public_id) if looked else ""
        write.about("episode", locked.public_id, ending=ended.ending, lacking=closing.lacking, second=second)
    return closing


def _known(kind: EndingKind, ended: EndingDetails, case: Case) -> dict[str, object]:
    """Return the columns of a closing: what belongs to its kind, and what was known then."""
    told = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(ended).items()}
    kept = {"ending", "on", "risk_words", "mandate_words", *kind.asks}
    lacking = alternatives(case, default_thresholds()) if kind.ending == Ending.NO_PROGRESS else ()
    return {name: value for name, value in told.items() if name in kept} | {
        "ways": sorted(ended.ways) if "ways" in kept else [],
        "lacking": [one.lacking.code for one in lacking if not one.met],
        "risk": bool(risk(case)),
        "mandated": bool(case.treatment.mandated),
    }


def _close_review(episode: Episode, actor: Actor, context: WriteContext) -> None:
    review = locked_review(episode)
    if review is not None and review.state != CLOSED:
        note_outcome(review, Outcome.ENDED, context)
        keep_step(review, "end", actor, context, outcome=Outcome.ENDED)


def record_how_it_went(
    actor: Actor, closing: Closing, words: str, ask_on: date | None, context: WriteContext
) -> ClosingFollowUp:
    """Record what was heard when somebody asked how it went, and the next day to ask, where there is one."""
    policies.check_words(words)
    if ask_on is not None:
        ending_policies.check_ask_on(ask_on, context.today)
    with recorded("work.asked_after", actor, context) as write:
        locked = Closing.objects.select_for_update(of=("self",)).select_related("episode").get(pk=closing.pk)
        check_may_arrange(actor, locked.episode)
        check_not_frozen(locked.episode)
        if day_to_ask(locked) is None:
            raise Denied("nothing_to_ask", _("No day was set to ask how it went, or it has been answered."))
        answer = ClosingFollowUp.objects.create(
            closing=locked, at=context.now, by_id=actor.id, words=words.strip(), ask_on=ask_on
        )
        write.about("episode", locked.episode.public_id, again=ask_on is not None)
    return answer
