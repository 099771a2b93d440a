"""What an agency asks of its own at intake: asked, answered later, sealed, and nowhere but in the client's record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.clients.forms import open_form, send
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import QuestionDetails, add_question, answer_questions
from unstuck.web.intake.models import IntakeAnswer, IntakeQuestion

AsPerson = Callable[[Person | None], Browser]
LIST, ADD = "/set-up/questions/", "/clients/add/"
SENTINEL = "Quetzaltenango"
"""A word that nothing else on the site holds."""


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def asked(cast: Cast, kind: str, words: str, *choices: str, required: bool = False) -> IntakeQuestion:
    details = QuestionDetails(words, choices, required)
    return add_question(cast.actor(cast.administrator), kind, details, write_context())


def own(question: IntakeQuestion) -> str:
    return f"own-{question.public_id.hex}"


@pytest.fixture
def six(cast: Cast) -> dict[str, IntakeQuestion]:
    """One question of each kind; who sent them must be answered."""
    return {
        "line": asked(cast, "line", "Where were they born?"),
        "text": asked(cast, "text", "What do they hope for?"),
        "one_of": asked(cast, "one_of", "Who sent them?", "A doctor", "A court", required=True),
        "day": asked(cast, "day", "When does the order end?"),
        "yes_no": asked(cast, "yes_no", "Were they here before?"),
        "number": asked(cast, "number", "How many children?"),
    }


def test_an_administrator_keeps_the_questions(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    typed = {"words": " Who  sent them? ", "kind": "one_of", "choices": "A doctor\n\n A court ", "required": "yes"}
    for wrong, said in (
        ({"choices": "A doctor"}, "Type the answers to choose from, each on a line of its own: 2 to 20"),
        ({"kind": "day"}, "A list of answers belongs to “One of a list” alone."),
        ({"words": "."}, "Type the question."),
    ):
        refused = send(browser, LIST, {**open_form(browser, LIST), **typed, **wrong})
        assert refused.status_code == 422
        assert said in text_of(refused)
    assert send(browser, LIST, {**open_form(browser, LIST), **typed}).status_code == 302
    (one,) = IntakeQuestion.objects.all()
    assert (one.words, one.choices, one.required) == ("Who sent them?", ["A doctor", "A court"], True)
    asked(cast, "line", "Where were they born?")
    page = f"{LIST}{one.public_id}/"
    change = {"words": "Who sent you?", "choices": "A doctor\nA court\nA school", "required": "no", "place": "2"}
    assert send(browser, page, {**open_form(browser, page), **change, "asked": "no"}).status_code == 302
    one.refresh_from_db()
    assert (one.words, one.place, one.kind, one.ended_at is None) == ("Who sent you?", 2, "one_of", False)
    entry = Entry.objects.latest("id")
    assert entry.details == {"on": False, "required": False, "place": 2}, "no word of it is on record"
    for number in range(19):
        asked(cast, "line", f"Question {number}?")
    with pytest.raises(Denied, match="20 questions at most"):
        asked(cast, "line", "One too many?")
    with pytest.raises(Denied):
        add_question(cast.actor(cast.manager), "line", QuestionDetails("Mine?", (), required=False), write_context())


def test_they_are_asked_with_a_new_client(cast: Cast, six: dict[str, IntakeQuestion], as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    typed = {"reference": "R-2", "name": "", "started_on": TODAY.isoformat()}
    form = open_form(browser, ADD)
    for wrong, said in (
        ({}, "Answer this: Who sent them?"),
        ({own(six["one_of"]): "A stranger"}, "Answer this: Who sent them?"),
        ({own(six["number"]): "many"}, "How many children? Enter a number, for example 3 or 2.5."),
        ({own(six["day"]): "soon"}, "Enter a date such as 2026-11-22."),
    ):
        refused = send(browser, ADD, {**form, **typed, **wrong})
        assert refused.status_code == 422
        assert said in text_of(refused)
    given = {own(six["one_of"]): "A court", own(six["number"]): "2", own(six["day"]): "2027-03-01"}
    added = send(browser, ADD, {**form, **typed, **given})
    page = text_of(browser.get(added.headers["Location"]))
    assert "3 questions are open" in page
    for shown in ("Who sent them? A court", "How many children? 2", "When does the order end? 1 March 2027"):
        assert shown in page
    assert text_of(as_person(cast.outsider).get(ADD)).count("Answer") == 0, "another agency's worker is asked nothing"


def test_answers_come_later_and_change(cast: Cast, six: dict[str, IntakeQuestion], as_person: AsPerson) -> None:
    address = f"/clients/{cast.cleo.public_id}/intake/"
    browser = as_person(cast.worker)
    first = {own(six["line"]): SENTINEL, own(six["yes_no"]): "no"}
    assert send(browser, address, {**open_form(browser, address), **first}).status_code == 302, "who sent them can wait"
    assert IntakeAnswer.objects.count() == 2, "what was left empty is no answer"
    again = {**first, own(six["one_of"]): "A doctor", own(six["yes_no"]): ""}
    assert send(browser, address, {**open_form(browser, address), **again}).status_code == 302
    assert IntakeAnswer.objects.count() == 4, "one new, one taken back, one as it was"
    assert Entry.objects.latest("id").details == {"answers": 2}
    emptied = send(browser, address, {**open_form(browser, address), **first})
    assert "Answer this: Who sent them?" in text_of(emptied)
    page = text_of(as_person(cast.supervisor).get(address))
    assert f"Where were they born? {SENTINEL}" in page
    assert "Were they here before? not answered" in page
    assert as_person(cast.supervisor).post(address, again).status_code == 404
    assert as_person(cast.teammate).get(address).status_code == 404
    with pytest.raises(Denied, match="no longer asked"):
        answer_questions(cast.actor(cast.outsider), cast.outside_client, {six["line"]: "Here"}, write_context())


def test_they_stand_in_the_record_sealed_and_nowhere_else(
    cast: Cast, six: dict[str, IntakeQuestion], as_person: AsPerson
) -> None:
    answer_questions(cast.actor(cast.worker), cast.cleo, {six["line"]: SENTINEL}, write_context())
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM intake_intakeanswer")
        (stored,) = cursor.fetchone()
    assert stored.startswith("sealed:1:")
    assert SENTINEL not in stored
    browser, about = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/"
    data = json.loads(browser.get(f"{about}rights/record/data/").content)
    (part,) = [part["entries"] for part in data["sections"] if part["code"] == "intake"]
    assert [(one["what"], one["words"]) for one in part] == [("Where were they born?", SENTINEL)]
    assert SENTINEL in text_of(browser.get(about))
    for other in ("", "consult/", "before/", "history/", "who-looked/", "referrals/", "plan/"):
        page = browser.get(f"{about}{other}") if other else browser.get("/caseload/")
        assert page.status_code == 200, other
        assert SENTINEL not in page.content.decode(), other
    assert SENTINEL not in repr(list(Entry.objects.values_list()))
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    ended = text_of(browser.get(f"{about}intake/"))
    assert SENTINEL in ended
    assert "has ended" in ended
