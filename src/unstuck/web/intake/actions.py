"""Adding a client with all that is asked at intake, in one go; keeping an agency's questions, and answering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.accounts.policies import check_administers
from unstuck.web.audit.actions import audited
from unstuck.web.audit.refusals import guesses_counted
from unstuck.web.caseload.actions.clients import NewClient, check_may_add, open_episodes
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components.actions import put_at
from unstuck.web.intake import policies
from unstuck.web.intake.models import IntakeAnswer, IntakeQuestion
from unstuck.web.intake.queries import latest_answers, questions_of
from unstuck.web.programmes.actions import begin_in
from unstuck.web.programmes.models import Programme

Answers = Mapping[IntakeQuestion, str]
"""What was answered to each question, as it is stored; "" for nothing."""


@dataclass(frozen=True)
class Intake:
    """What is asked beside who a client is."""

    programme: Programme | None = None
    answers: Answers = field(default_factory=dict)


def add_client(
    actor: Actor,
    wanted: NewClient,
    asked: Intake = Intake(),
    *,
    now: datetime,
    today: date,
    idempotency_key: str | None = None,
) -> Episode:
    """Add a client with an episode of care whose worker is the actor. Denied where the reference is taken."""
    check_may_add(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    counted = guesses_counted("reference.refused", "reference_taken", **about, now=now)
    with counted, audited("client.added", **about, now=now, idempotency_key=idempotency_key) as write:
        (episode,) = open_episodes(actor, [wanted], now=now)
        stand_again([episode.pk], now, today)
        begin_in(actor, episode, asked.programme, on=wanted.started_on, now=now)
        _store(actor, episode, asked.answers, now)
        write.about("episode", episode.public_id)
        write.answer = str(episode.public_id)
    return episode


def answer_questions(by: Actor, episode: Episode, answers: Answers, context: WriteContext) -> None:
    """Store what was answered, and take back what was emptied. What did not change is not stored again."""
    with recorded("intake.answered", by, context) as write:
        locked = locked_episode(episode, context)
        check_may_write(by, locked)
        before = latest_answers(locked)
        changed = {one: value for one, value in answers.items() if value != _held(before.get(one.pk))}
        _store(by, locked, changed, context.now, also_empty=True)
        write.about("episode", locked.public_id, answers=len(changed))


def _held(answer: IntakeAnswer | None) -> str:
    return answer.value if answer else ""


def _store(by: Actor, episode: Episode, answers: Answers, now: datetime, *, also_empty: bool = False) -> None:
    policies.check_asked(answers, by.agency_id)
    IntakeAnswer.objects.bulk_create(
        IntakeAnswer(episode=episode, question=question, value=value, at=now, by_id=by.id)
        for question, value in answers.items()
        if value or also_empty
    )


@dataclass(frozen=True)
class QuestionDetails:
    """What an administrator decides about a question."""

    words: str
    choices: Sequence[str]
    required: bool


def add_question(by: Actor, kind: str, details: QuestionDetails, context: WriteContext) -> IntakeQuestion:
    """Add a question at the end. Denied where there are enough already."""
    with recorded("intake.question_added", by, context) as write:
        check_administers(by, Agency.objects.get(pk=by.agency_id))
        policies.check_room_for(by.agency_id)
        policies.check_choices(kind, details.choices)
        last = questions_of(by.agency_id).last()
        question = IntakeQuestion.objects.create(
            agency_id=by.agency_id, kind=kind, words=details.words, choices=list(details.choices),
            required=details.required, place=last.place + 1 if last else 1,
        )  # fmt: skip
        write.about("intake_question", question.public_id, kind=kind)
    return question


def change_question(
    by: Actor, question: IntakeQuestion, details: QuestionDetails, place: int, *, is_on: bool, context: WriteContext
) -> None:
    """Change a question's words, list, place and whether it must be answered; end it, or ask it again."""
    with recorded("intake.question_changed", by, context) as write:
        check_administers(by, Agency.objects.get(pk=by.agency_id))
        locked = questions_of(by.agency_id).select_for_update().get(pk=question.pk)
        policies.check_choices(locked.kind, details.choices)
        if is_on and locked.ended_at is not None:
            policies.check_room_for(by.agency_id)
        if is_on != (locked.ended_at is None):
            locked.ended_at = None if is_on else context.now
        locked.words, locked.choices, locked.required = details.words, list(details.choices), details.required
        locked.save(update_fields=["words", "choices", "required", "ended_at"])
        put_at(questions_of(by.agency_id), locked, place)
        write.about("intake_question", locked.public_id, on=is_on, required=details.required, place=place)
