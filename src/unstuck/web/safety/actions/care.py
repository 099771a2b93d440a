"""A safety plan, a safe way to reach the client, each attempt to reach them, and that risk was asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance.concerns import open_words
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.safety import policies
from unstuck.web.safety.actions.frame import follow
from unstuck.web.safety.models import ContactAttempt, RiskQuestion, SafetyPlan, SafeWay


def save_safety_plan(actor: Actor, episode: Episode, on: date, parts: Mapping[str, str], context: WriteContext) -> None:
    """Store a version of the safety plan; earlier versions are kept."""
    policies.check_plan(parts)
    with recorded("safety_plan.written", actor, context) as write:
        found = locked_episode(episode, context)
        check_works_with(actor, found)
        policies.check_sign_day(on, found, context.today)
        number = SafetyPlan.objects.filter(episode=found).count() + 1
        texts = {name: text.strip() for name, text in parts.items()}
        SafetyPlan.objects.create(episode=found, number=number, on=on, at=context.now, by_id=actor.id, **texts)
        follow(found, context)
        write.about("episode", found.public_id, version=number)


def say_safe_way(actor: Actor, episode: Episode, words: str, unsafe: Sequence[str], context: WriteContext) -> None:
    """Store what the client said about reaching them safely."""
    policies.check_words(words, _("Say how the client can be reached safely, in their words."))
    with recorded("safe_way.recorded", actor, context) as write:
        found = locked_episode(episode, context)
        check_works_with(actor, found)
        SafeWay.objects.create(
            episode=found, on=context.today, at=context.now, by_id=actor.id, words=words.strip(), unsafe=list(unsafe)
        )
        follow(found, context)
        write.about("episode", found.public_id, ways=len(unsafe))


@dataclass(frozen=True)
class Attempt:
    """One attempt to reach a client."""

    on: date
    way: str
    reached: bool
    welfare_check: bool
    words: str = ""


def record_attempt(actor: Actor, episode: Episode, attempt: Attempt, context: WriteContext) -> None:
    """Store an attempt to reach the client; whoever was heard from is no longer silent."""
    with recorded("contact.tried", actor, context) as write:
        found = locked_episode(episode, context)
        check_works_with(actor, found)
        policies.check_sign_day(attempt.on, found, context.today)
        ContactAttempt.objects.create(episode=found, at=context.now, by_id=actor.id, **vars(attempt))
        follow(found, context)
        write.about("episode", found.public_id, way=attempt.way, reached=attempt.reached)


def note_asked(actor: Actor, episode: Episode, on: date, words: str, context: WriteContext) -> None:
    """Store that risk was asked about and nobody saw a sign, and what words of the client's own meant."""
    policies.check_words(words, _("Say in words what you asked and what the client answered."))
    with recorded("risk.asked", actor, context) as write:
        found = locked_episode(episode, context)
        check_works_with(actor, found)
        policies.check_sign_day(on, found, context.today)
        settled = list(open_words(current_case(found, context.today)))
        RiskQuestion.objects.create(
            episode=found, on=on, at=context.now, by_id=actor.id, words=words.strip(), settled=settled
        )
        follow(found, context)
        write.about("episode", found.public_id, words=len(settled))
