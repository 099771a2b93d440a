"""Planning a task, writing it, the client's consent, sending it, its answer, and what came of it (D.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy import policies
from unstuck.web.advocacy.actions.frame import AdvocacyMove, locked_task, move_task
from unstuck.web.advocacy.kinds import APPEALABLE
from unstuck.web.advocacy.letter import consent_words, letter_of_task
from unstuck.web.advocacy.models import (
    AdvocacyConsent,
    AdvocacyTask,
    MeetingAgreement,
    SentLetter,
)
from unstuck.web.advocacy.policies import TaskDetails
from unstuck.web.advocacy.queries import latest_consent, service_named
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.components.workflow import NEW
from unstuck.web.consents.part2 import check_named, check_part2_consent, is_part2
from unstuck.web.referrals.actions.frame import own_episode
from unstuck.web.referrals.models import ConsentMethod, HelpReceived
from unstuck.web.referrals.policies import check_days, check_parts, check_safe


@dataclass(frozen=True)
class AgreedTerms:
    """The client's wish in their own words, how and when they agreed, and whether 42 CFR Part 2 applies."""

    wish: str
    how: ConsentMethod
    on: date
    part2: bool = False


@dataclass(frozen=True)
class Agreement:
    """What one person at a helpers' meeting takes on."""

    who: str
    what: str
    by_when: date | None = None


@dataclass(frozen=True)
class AnswerTerms:
    """What the answer was. `appeal_until`: the last day to appeal against it; `agreements`: of a helpers' meeting."""

    outcome: str
    on: date
    look_on: date
    words: str = ""
    appeal_until: date | None = None
    agreements: Sequence[Agreement] = ()


def plan_task(
    actor: Actor, episode: Episode, wanted: TaskDetails, context: WriteContext, *, follows: AdvocacyTask | None = None
) -> AdvocacyTask:
    """Plan a task, and close the answered one that it carries on. Nothing leaves the agency yet."""
    with recorded("advocacy.planned", actor, context) as write:
        current = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, current)
        check_safe(current, wanted.way, wanted.safe_way)
        policies.check_details(wanted, context.today)
        earlier = locked_task(follows, current) if follows else None
        made = AdvocacyTask(
            episode=current, follows=earlier, service=service_named(actor.agency_id, wanted.office), state=NEW,
            look_on=wanted.do_by, recorded_at=context.now, recorded_by_id=actor.id, **asdict(wanted),
        )  # fmt: skip
        if earlier is not None:
            move_task(earlier, AdvocacyMove("carry_on", context.today), context, actor.id)
        move_task(made, AdvocacyMove("plan", context.today), context, actor.id)
        write.about("episode", current.public_id, task=made.pk, kind=wanted.kind.value)
        write.answer = str(made.public_id)
    return made


def write_letter(
    actor: Actor, task: AdvocacyTask, parts: Mapping[str, str], contact: str, context: WriteContext
) -> None:
    """Store what they will read or be told. What the client agreed to before is theirs to look at again."""
    with recorded("advocacy.written", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        policies.check_letter(parts)
        held.letter = {code: text.strip() for code, text in parts.items() if text.strip()}
        held.contact = contact
        move_task(held, AdvocacyMove("write", context.today), context, actor.id)
        write.about("episode", current.public_id, task=held.pk, parts=sorted(held.letter))


def agree(actor: Actor, task: AdvocacyTask, terms: AgreedTerms, context: WriteContext) -> None:
    """Store what the client wishes for, and that they agreed to exactly these words."""
    with recorded("advocacy.agreed", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        policies.check_wish(terms.wish)
        policies.check_letter(held.letter)
        part2 = terms.part2 or is_part2(held.episode.client)
        check_parts(held.letter, part2, terms.how)
        if part2:
            check_named(held.episode.client)
        check_days(terms.on, context.today, current.started_on, None)
        held.part2 = part2
        AdvocacyConsent(
            task=held, on=terms.on, how=terms.how, wish=terms.wish, letter=held.letter,
            text=consent_words(held, held.letter, actor.agency_name, terms.on), recorded_at=context.now,
            recorded_by_id=actor.id,
        ).save(force_insert=True)  # fmt: skip
        move_task(held, AdvocacyMove("agree", terms.on), context, actor.id)
        write.about("episode", current.public_id, task=held.pk, part2=part2)


def send(actor: Actor, task: AdvocacyTask, move: AdvocacyMove, context: WriteContext) -> None:
    """Store that it was sent or done, with the letter as it stood: from here on it is followed."""
    with recorded("advocacy.sent", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        consent = latest_consent(held)
        policies.check_agreed_to(held, consent)
        check_part2_consent(held.episode.client, consent is not None and consent.how == ConsentMethod.SIGNED)
        check_safe(current, held.way, held.safe_way)
        check_days(move.on, context.today, current.started_on, move.look_on)
        number = held.sent.count() + 1
        content = asdict(letter_of_task(held, held.letter, consent, actor, move.on))
        held.sent_on = held.sent_on or move.on
        move_task(held, move, context, actor.id)
        SentLetter(
            task=held, number=number, on=move.on, content=content, recorded_at=context.now, recorded_by_id=actor.id
        ).save(force_insert=True)
        write.about("episode", current.public_id, task=held.pk, way=held.way, number=number)


def follow_task(actor: Actor, task: AdvocacyTask, move: AdvocacyMove, context: WriteContext) -> None:
    """Store that somebody was asked again, or that the task is withdrawn, and why."""
    with recorded("advocacy.moved", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        if move.action == "withdraw":
            policies.check_withdrawn(move.words)
        check_days(move.on, context.today, held.sent_on or current.started_on, move.look_on)
        move_task(held, move, context, actor.id)
        write.about("episode", current.public_id, task=held.pk, action=move.action)


def record_outcome(actor: Actor, task: AdvocacyTask, terms: AnswerTerms, context: WriteContext) -> None:
    """Store the answer, in words; of a meeting, who does what. It stays in view until something came of it."""
    with recorded("advocacy.answered", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        policies.check_outcome(held, terms.outcome, terms.words)
        check_days(terms.on, context.today, held.sent_on or current.started_on, terms.look_on)
        held.outcome, held.outcome_words, held.answered_on = terms.outcome, terms.words.strip(), terms.on
        held.appeal_until = terms.appeal_until if terms.outcome in APPEALABLE else None
        for agreement in terms.agreements:
            MeetingAgreement(
                task=held, recorded_at=context.now, recorded_by_id=actor.id, **asdict(agreement)
            ).save(force_insert=True)  # fmt: skip
        move_task(held, AdvocacyMove("answer", terms.on, look_on=terms.look_on), context, actor.id)
        write.about("episode", current.public_id, task=held.pk, outcome=terms.outcome)


def finish_task(
    actor: Actor, task: AdvocacyTask, came: HelpReceived, move: AdvocacyMove, context: WriteContext
) -> None:
    """Store what came of it for the client. An appeal that nobody made is one that the client was asked about."""
    with recorded("advocacy.finished", actor, context) as write:
        current = own_episode(actor, task.episode, context)
        held = locked_task(task, current)
        policies.check_came(came, move.words)
        check_days(move.on, context.today, held.answered_on or current.started_on, None)
        held.came = came
        move_task(held, move, context, actor.id)
        write.about("episode", current.public_id, task=held.pk, came=came.value)
