"""An ending that a worker intends in a crisis: recorded in words, looked at by a second person (E.2)."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.actions import record_transition
from unstuck.web.components.denied import Denied
from unstuck.web.components.workflow import NEW
from unstuck.web.consultation.permissions import colleagues_of
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.reviews import ending_policies, policies
from unstuck.web.reviews.actions.frame import locked_own
from unstuck.web.reviews.ending_kinds import EndingKind
from unstuck.web.reviews.ending_policies import kind_of_ending, risk_as_seen
from unstuck.web.reviews.models import IntendedEnding, IntendedEndingStep
from unstuck.web.reviews.permissions import check_is_second
from unstuck.web.reviews.workflow import AGREED, INTENDED_ENDING, WAITING_OR_AGREED

ANSWERS = {"agree": "ending.agreed", "object": "ending.objected"}


def intend_ending(
    actor: Actor, episode: Episode, ending: str, words: str, risk_words: str, second: Person, context: WriteContext
) -> IntendedEnding:
    """Record what a worker intends, and ask a second person to look at it. What was asked before is withdrawn."""
    ending_policies.check_intention(kind_of_ending(ending), words, risk_words)
    with recorded("ending.intended", actor, context) as write:
        locked = locked_own(actor, episode, context)
        check_is_own(actor, locked)
        if not colleagues_of(actor).filter(person=second).exists():
            raise Denied("not_a_colleague", _("Choose a colleague who works with clients at your agency now."))
        _withdraw(locked_intended(locked), actor, context)
        intended = IntendedEnding(
            episode=locked,
            ending=ending,
            by_id=actor.id,
            second=second,
            asked_at=context.now,
            words=words.strip(),
            risk_words=risk_words.strip(),
            state=NEW,
        )
        _step(intended, "ask", actor, context)
        address = {"intended": str(intended.public_id)}
        tell([second.pk], "ending.asked", "reviews:second_look", address, agency=actor.agency_id, now=context.now)
        write.about("episode", locked.public_id, ending=ending, second=str(second.public_id))
    return intended


def look_at_intended(actor: Actor, intended: IntendedEnding, answer: str, words: str, context: WriteContext) -> None:
    """Record what the second person says: agreed or objected, in words. Denied for anybody else."""
    if answer not in ANSWERS:
        raise Denied("no_answer", _("Choose whether you agree."))
    policies.check_words(words)
    with recorded("ending.looked_at", actor, context) as write:
        locked = IntendedEnding.objects.select_for_update(of=("self",)).select_related("episode").get(pk=intended.pk)
        check_is_second(actor, locked)
        check_open(locked.episode)
        locked.seen = _seen_now(locked.episode, context.today)
        _step(locked, answer, actor, context, words.strip())
        address = {"episode": str(locked.episode.public_id), "ending": locked.ending}
        clear_waiting(["ending.asked"], {"intended": str(locked.public_id)}, agency=actor.agency_id, now=context.now)
        tell([locked.by_id], ANSWERS[answer], "reviews:end_as", address, agency=actor.agency_id, now=context.now)
        write.about("episode", locked.episode.public_id, answer=answer)


def withdraw_intended(actor: Actor, episode: Episode, context: WriteContext) -> None:
    """Take back what was intended. Denied where nothing is."""
    with recorded("ending.intention_withdrawn", actor, context) as write:
        locked = locked_own(actor, episode, context)
        check_is_own(actor, locked)
        intended = locked_intended(locked)
        if intended is None:
            raise Denied("nothing_intended", _("Nobody is asked for a second look at the moment."))
        _withdraw(intended, actor, context)
        write.about("episode", locked.public_id)


def locked_intended(episode: Episode) -> IntendedEnding | None:
    """Return what is intended with an episode and waits, or was agreed to; locked."""
    waiting = IntendedEnding.objects.select_for_update(of=("self",)).select_related("second")
    return waiting.filter(episode=episode, state__in=WAITING_OR_AGREED).first()


def carried_out(
    intended: IntendedEnding | None, kind: EndingKind, actor: Actor, context: WriteContext
) -> IntendedEnding | None:
    """Note, inside the action that ends the work, that an agreed intention was carried out; any other is withdrawn."""
    if intended is None:
        return None
    if intended.state == AGREED and intended.ending == kind.ending:
        _step(intended, "end", actor, context)
        return intended
    _withdraw(intended, actor, context)
    return None


def _withdraw(intended: IntendedEnding | None, actor: Actor, context: WriteContext) -> None:
    if intended is not None:
        _step(intended, "withdraw", actor, context)


def _step(intended: IntendedEnding, action: str, actor: Actor, context: WriteContext, words: str = "") -> None:
    step = IntendedEndingStep(intended=intended, action=action, at=context.now, by_id=actor.id, words=words)
    record_transition(INTENDED_ENDING, intended, step)


def _seen_now(episode: Episode, today: date) -> list[list[str]]:
    facts = facts_about(episode)
    return risk_as_seen(current_case(episode, today, facts), facts, today)
