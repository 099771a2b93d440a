"""Sealing a question for another agency, taking one in, answering it, and bringing an answer back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.circles import policies
from unstuck.web.circles.models import (
    CirclePartner,
    IncomingAnswer,
    IncomingQuestion,
    OutgoingAnswer,
    OutgoingQuestion,
)
from unstuck.web.circles.permissions import check_brings_in, check_may_answer_there
from unstuck.web.circles.queries import own_keys, partner_with
from unstuck.web.circles.sealed_files import AnswerFile, QuestionFile, as_content
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.dialogue import NewMessage, add_message
from unstuck.web.consultation.actions.frame import changed, tell_asked
from unstuck.web.consultation.actions.learning import about_clients
from unstuck.web.consultation.models import Consultation, Ground, MessageKind
from unstuck.web.consultation.permissions import check_is_asker, own_consultations
from unstuck.web.consultation.policies import check_ground, check_text

READ_FOR = timedelta(days=30)
"""How long a file is read, from its day on."""


@dataclass(frozen=True)
class SealingChoice:
    """For whom a question is sealed, which parts of its brief go out, and why they may."""

    partner: CirclePartner
    parts: Collection[str]
    ground: Ground
    consent_on: date | None = None
    consent_how: str = ""


def seal_for(
    actor: Actor, consultation: Consultation, choice: SealingChoice, context: WriteContext
) -> OutgoingQuestion:
    """Let a question with its confirmed brief go to another agency. The file is made each time it is fetched.

    What is asked inside is asked here: the worker's own client, in care; a reason for telling colleagues; a brief that
    says what is known of danger.
    """
    with changed("circle.question_sealed", "ask_elsewhere", actor, consultation, context, choice.partner.name) as held:
        check_is_asker(actor, held)
        caseload.check_is_own(actor, held.episode)
        caseload.check_not_frozen(held.episode)
        caseload_policies.check_open(held.episode)
        consented = choice.ground == Ground.CONSENT
        check_ground(choice.ground, choice.consent_on, choice.consent_how, context.today)
        policies.check_protected(held, consented)
        policies.check_brief_knows_the_risk(held)
        partner = _in_use(choice.partner)
        own_keys(actor.agency_id)
        return OutgoingQuestion.objects.create(
            consultation=held,
            partner=partner,
            parts=[part["code"] for part in held.brief.content["parts"] if part["code"] in choice.parts],
            ground=choice.ground,
            consent_on=choice.consent_on if consented else None,
            consent_how=choice.consent_how.strip() if consented else "",
            on=context.today,
            expires_on=context.today + READ_FOR,
            at=context.now,
            by_id=actor.id,
        )


def receive_question(actor: Actor, file: QuestionFile, context: WriteContext) -> IncomingQuestion:
    """Store a question that was opened: for those here who answer consultations, until its last day."""
    with recorded("circle.question_received", actor, context) as write:
        check_brings_in(actor)
        partner = _in_use(partner_with(actor.agency_id, file.key))
        before = IncomingQuestion.objects.filter(agency=actor.agency_id, number=file.id).first()
        if before is not None:
            raise Denied("already_in", _("This question was brought in before. Nothing was stored."))
        received = IncomingQuestion.objects.create(
            agency_id=actor.agency_id,
            partner=partner,
            number=file.id,
            content=as_content(file.brief),
            on=file.day,
            expires_on=file.expires,
            at=context.now,
            by_id=actor.id,
        )
        write.about("circle_question", received.public_id)
        write.answer = str(received.public_id)
    return received


def answer_question(
    actor: Actor, question: IncomingQuestion, written: NewMessage, context: WriteContext
) -> OutgoingAnswer:
    """Write an answer, by the rule that holds inside: nobody is named, neither theirs nor a client of one's own."""
    with recorded("circle.answer_sealed", actor, context) as write:
        held = IncomingQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        check_may_answer_there(actor, held, context.today)
        known = about_clients(actor, None)
        check_text(written.words, written.link, known=known, others_allowed=written.others_allowed)
        _in_use(held.partner)
        own_keys(actor.agency_id)
        answer = OutgoingAnswer.objects.create(
            question=held,
            kind=written.kind,
            words=written.words,
            link=written.link,
            on=context.today,
            expires_on=context.today + READ_FOR,
            at=context.now,
            by_id=actor.id,
        )
        write.about("circle_question", held.public_id)
        write.answer = str(held.public_id)
    return answer


def receive_answer(actor: Actor, file: AnswerFile, context: WriteContext) -> Consultation:
    """Bring an answer into its consultation, as a reply from that agency; the same one once."""
    question = _question_answered(actor, file)
    policies.check_takes_answer(question, file)
    name, consultation = question.partner.name, question.consultation
    with transaction.atomic():
        with changed("circle.answer_received", "reply", actor, consultation, context, name) as held:
            check_is_asker(actor, held)
            _in_use(partner_with(actor.agency_id, file.key))
            policies.check_takes_answer(question, file)
            kind = MessageKind(file.message.kind)
            written = NewMessage(file.message.words, kind, file.message.link, others_allowed=True)
            message = add_message(actor, held, written, context, elsewhere=name)
            IncomingAnswer.objects.create(
                number=file.id, question=question, message=message, at=context.now, by_id=actor.id
            )
        tell_asked("consultation.message", held, actor, context)
    return held


def _question_answered(actor: Actor, file: AnswerFile) -> OutgoingQuestion:
    """Return the question that a file answers, where it is this person's own. Denied otherwise, with what to do."""
    asked = OutgoingQuestion.objects.filter(number=file.question, consultation__agency=actor.agency_id)
    question = asked.select_related("consultation", "partner").first()
    if question is None:
        problem = _("This answers a question that was not asked here. Nothing was stored.")
        raise Denied("unknown_question", problem)
    if question.consultation.asker_id != actor.id:
        problem = _("This answers a colleague's question: whoever asked it brings it in. Nothing was stored.")
        raise Denied("not_asker", problem)
    if not own_consultations(actor).filter(pk=question.consultation_id).exists():
        problem = _("The client was handed over, so the consultation rests. Nothing was stored.")
        raise Denied("handed_over", problem)
    return question


def _in_use(partner: CirclePartner) -> CirclePartner:
    """Return another agency as it is now, locked. Denied where it was removed."""
    held = CirclePartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    policies.check_in_use(held)
    return held
