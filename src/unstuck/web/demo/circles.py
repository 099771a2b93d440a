"""Two other agencies: one that questions and answers were exchanged with, one that waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec

from unstuck.web.accounts.actors import Actor
from unstuck.web.circles.actions.agencies import confirm_partner, make_keys, take_in
from unstuck.web.circles.actions.exchanging import (
    READ_FOR,
    SealingChoice,
    answer_question,
    receive_answer,
    receive_question,
    seal_for,
)
from unstuck.web.circles.own_keys import new_keys
from unstuck.web.circles.public_keys import PublishedKeys
from unstuck.web.circles.queries import keys_to_publish, opened
from unstuck.web.circles.sealed_files import AnswerFile, FileContent, PrivateKeys, QuestionFile, seal_file
from unstuck.web.consultation.actions.dialogue import NewMessage
from unstuck.web.consultation.models import Ground
from unstuck.web.consultation.permissions import own_consultations
from unstuck.web.demo.clock import DemoClock

LAKESIDE, NORTHGATE = "Lakeside Family Service", "Northgate Community Trust"
BRIEF = {
    "question": "A parent comes each week and says that all is well. The scores say something else. What do I ask?",
    "parts": [
        {
            "code": "situation",
            "title": "The situation",
            "lines": ["Age: 25 to 34.", "The work began 11 weeks ago."],
        },
        {
            "code": "scores",
            "title": "Scores",
            "lines": ["PHQ-9: 17 in week 0, 16 in week 10: little change lately."],
            "courses": [
                {
                    "instrument": "PHQ-9",
                    "lowest": 0,
                    "highest": 27,
                    "rows": [[0, 17], [2, 16], [4, 18], [6, 16], [8, 17], [10, 16]],
                }
            ],
        },
    ],
}
THEIR_ANSWER = "We had somebody like this. What helped was to ask what would get worse if things got better."
OUR_ANSWER = "Ask what they would tell a friend who said “all is well” in that voice."


def add_circles(ada: Actor, ben: Actor, administrator: Actor, supervisor: Actor, clock: DemoClock) -> None:
    """Let Ada ask Lakeside and hear back, and Ben answer a question of theirs."""
    lakeside = new_keys()
    make_keys(administrator, clock.ago(30 / 7))
    partner = take_in(administrator, PublishedKeys(LAKESIDE, lakeside.public), clock.ago(29 / 7))
    confirm_partner(supervisor, partner, clock.ago(28 / 7))
    take_in(administrator, PublishedKeys(NORTHGATE, new_keys().public), clock.ago(1 / 7))
    asked = own_consultations(ada).filter(state="answered").order_by("pk")[0]
    parts = [part["code"] for part in asked.brief.content["parts"]]
    sent = seal_for(ada, asked, SealingChoice(partner, parts, Ground.STANDING_NOTICE), clock.ago(3 / 7))
    message = {"kind": "suggestion", "words": THEIR_ANSWER}
    answer = _sealed(
        ada, lakeside, clock.ago(2 / 7).today, {"kind": "answer", "question": sent.number, "message": message}
    )
    if isinstance(answer, AnswerFile):
        receive_answer(ada, answer, clock.ago(1 / 7))
    question = _sealed(ben, lakeside, clock.ago(4 / 7).today, {"kind": "question", "brief": BRIEF})
    if isinstance(question, QuestionFile):
        answer_question(
            ben, receive_question(ben, question, clock.ago(3 / 7)), NewMessage(OUR_ANSWER), clock.ago(2 / 7)
        )


def _sealed(to: Actor, by: PrivateKeys, day: date, said: Mapping[str, Any]) -> FileContent:
    """Return what Lakeside sealed for an agency, as it is opened there."""
    ours, number = keys_to_publish(to).keys, uuid4()
    told: dict[str, Any] = {"id": number, "agency": LAKESIDE, "key": by.public.fingerprint, "to": ours.fingerprint}
    told |= {"day": day, "expires": day + READ_FOR, **said}
    content: FileContent = msgspec.convert(told, QuestionFile | AnswerFile)
    return opened(to, seal_file(content, by, ours), day)
