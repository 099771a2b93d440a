"""What the tests of circles do: Riverside and Hillside take each other in, Wanda asks, Otto answers."""

from __future__ import annotations

from typing import Any

from tests.web.cast import TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.circles.actions.agencies import confirm_partner, make_keys, take_in
from unstuck.web.circles.actions.exchanging import (
    SealingChoice,
    answer_question,
    receive_answer,
    receive_question,
    seal_for,
)
from unstuck.web.circles.models import CirclePartner, IncomingQuestion, OutgoingAnswer, OutgoingQuestion
from unstuck.web.circles.permissions import partners_of
from unstuck.web.circles.queries import keys_to_publish, opened, sealed_answer, sealed_question
from unstuck.web.circles.sealed_files import AnswerFile, QuestionFile
from unstuck.web.consultation.actions.dialogue import NewMessage
from unstuck.web.consultation.models import Consultation, Ground

ANSWER = "Ask who would notice first if something got better."


def taken_in(cast: Cast, by: Person, second: Person, other: Person) -> CirclePartner:
    """Let the agency of `by` take in the keys of the agency of `other`."""
    partner = take_in(cast.actor(by), keys_to_publish(cast.actor(other)), write_context())
    confirm_partner(cast.actor(second), partner, write_context())
    return CirclePartner.objects.get(pk=partner.pk)


def circle(cast: Cast) -> None:
    """Let the two agencies exchange."""
    for administrator in (cast.administrator, cast.outside_administrator):
        make_keys(cast.actor(administrator), write_context())
    taken_in(cast, cast.administrator, cast.supervisor, cast.outside_administrator)
    taken_in(cast, cast.outside_administrator, cast.outside_supervisor, cast.administrator)


def hillside(cast: Cast) -> CirclePartner:
    """Return Hillside as Riverside knows it."""
    return partners_of(cast.actor(cast.worker)).get()


def sent(
    cast: Cast, consultation: Consultation | None = None, context: WriteContext | None = None, **given: Any
) -> OutgoingQuestion:
    """Let Wanda seal a question for Hillside, with the whole brief."""
    found = consultation or acts.asked(cast)
    wanted: dict[str, Any] = {"partner": hillside(cast), "ground": Ground.STANDING_NOTICE}
    wanted["parts"] = [part["code"] for part in found.brief.content["parts"]]
    return seal_for(cast.actor(cast.worker), found, SealingChoice(**(wanted | given)), context or write_context())


def received(cast: Cast, file: bytes) -> IncomingQuestion:
    """Let Otto bring a question in."""
    content = opened(cast.actor(cast.outsider), file, TODAY)
    assert isinstance(content, QuestionFile)
    return receive_question(cast.actor(cast.outsider), content, write_context())


def answered(cast: Cast, question: IncomingQuestion, words: str = ANSWER) -> OutgoingAnswer:
    """Let Otto answer."""
    return answer_question(cast.actor(cast.outsider), question, NewMessage(words), write_context())


def answer_of(cast: Cast, question: OutgoingQuestion, words: str = ANSWER) -> bytes:
    """Let a question go to Hillside, and return the file that comes back."""
    return sealed_answer(answered(cast, received(cast, sealed_question(question)), words))


def brought_back(cast: Cast, file: bytes, by: Person | None = None) -> Consultation:
    """Let Wanda bring an answer in."""
    actor = cast.actor(by or cast.worker)
    content = opened(actor, file, TODAY)
    assert isinstance(content, AnswerFile)
    return receive_answer(actor, content, write_context())
