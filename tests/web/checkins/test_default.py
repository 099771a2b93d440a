"""The check-in that a client gets where nobody chose: light, one tap a question, and two taps more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser

import unstuck.web.checkins
from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.acts import address
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.actions.answering import EnteredAnswers, enter
from unstuck.web.checkins.actions.asking import NewCheckin
from unstuck.web.checkins.forms.worker import EnterForm
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.presenters.worker import checkins_page
from unstuck.web.checkins.queries import due_today
from unstuck.web.checkins.questionnaires import questionnaire

See = Callable[..., Browser]
MOST_BYTES, MOST_REQUESTS = 15 * 1024, 3
SMALLEST_TARGET = 48
"""CSS pixels, as the house has it for clients' pages."""
BUTTON = re.compile(r'<button name="value" value="(\d+)"')
GO = re.compile(r'class="go" href="([^"]+)"')
CSS = Path(unstuck.web.checkins.__file__).parent / "static/checkins/client.css"


@pytest.fixture
def default(cast: Cast, as_person: See) -> Checkin:
    """The worker opens the form, changes nothing, and sends it."""
    there = f"/clients/{cast.cleo.public_id}/check-ins/ask/"
    worker = as_person(cast.worker)
    page = worker.get(there).content.decode()
    fields = dict(re.findall(r'name="(once|version)" value="([^"]*)"', page))
    ticked = [one for one in re.findall(r"<input[^>]*>", page) if re.search(r"\bchecked\b", one)]
    typed: dict[str, list[str]] = {}
    for one in ticked:
        found = dict(re.findall(r'(name|value)="([^"]*)"', one))
        typed.setdefault(found["name"], []).append(found["value"])
    worker.post(there, {**fields, **typed})
    return Checkin.objects.get(episode=cast.cleo)


def test_one_tap_a_question_and_two_more_on_light_pages(default: Checkin, as_person: See) -> None:
    """Counted as on a phone without JavaScript: following a link and pressing a button are a tap each."""
    client = as_person(None)
    page, taps, questions = client.get(address(default)).content, 0, 0
    style = CSS.stat().st_size + (CSS.parent / "client.js").stat().st_size
    while True:
        text = page.decode()
        requests = 1 + len(re.findall(r"<(?:script|img|iframe)\b[^>]*src|<link[^>]*stylesheet", text))
        assert len(page) + style <= MOST_BYTES
        assert requests <= MOST_REQUESTS
        taps += 1
        if found := GO.search(text):
            answer = client.get(found[1])
        elif BUTTON.search(text):
            questions += 1
            answer = client.post(address(default, f"{questions}/"), {"value": "0"}, follow=True)
        else:
            answer = client.post(address(default, "words/"), {"words": ""}, follow=True)
            break
        page = answer.content
    assert "Your answers have been sent" in answer.content.decode()
    assert (questions, taps) == (30, questions + 2)


def test_targets_are_big() -> None:
    rules = re.sub(r"\s+", " ", CSS.read_text())
    sizes = dict(re.findall(r"([^{}]+) \{[^}]*min-height: (\d+)px", rules))
    assert all(int(size) >= SMALLEST_TARGET for size in sizes.values())
    for what in (".leave, .back", "button, .go", "textarea, .code", ".tick"):
        assert any(what in rule for rule in sizes), what
    assert int(re.findall(r"minmax\((\d+)px, 1fr\)", rules)[0]) >= SMALLEST_TARGET


def test_the_outcome_comes_first(default: Checkin) -> None:
    asked = list(dict.fromkeys(name for name, _item in default.questions))
    assert asked == ["PHQ-9", "Working together", "Willingness", "Life areas"]


def test_worker_and_client_count_the_same_questions(default: Checkin, cast: Cast, as_person: See) -> None:
    assert "30 short questions" in as_person(None).get(address(default)).content.decode()
    page = checkins_page(cast.actor(cast.worker), cast.cleo, NOW, TODAY)
    assert page.open is not None
    assert page.open.progress == "0 of 30 questions answered"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"answer-area_money": "3", "answer-help_money": "on"}, (3, 1)),
        ({"answer-area_money": "3"}, (3, 0)),
        ({"answer-help_money": "on"}, (None, 1)),
        ({}, (None, None)),
    ],
)
def test_a_wish_for_help_on_paper_is_a_box(cast: Cast, typed: dict[str, str], expected: tuple[object, ...]) -> None:
    """A box left empty beside an answer says no; beside none it says nothing."""
    asked = [questionnaire(cast.agency.pk, "Life areas")]
    form = EnterForm({"version": "0", "way": "paper", "on": TODAY.isoformat(), **typed}, asked=asked, today=TODAY)
    assert form.is_valid(), form.errors
    values = form.values(form.cleaned_data)
    assert (values["area_money"], values["help_money"]) == expected
    assert "Money: “I would like help with this.”" in str(form["answer-help_money"].label)


def test_what_is_asked_monthly_is_not_asked_again_next_week(cast: Cast) -> None:
    names = ("PHQ-9", "Life areas")
    asked = [questionnaire(cast.agency.pk, name) for name in names]
    new = NewCheckin("paper", asked, TODAY)
    entered = EnteredAnswers({"area_money": 3, "phq9_1": 1})
    enter(cast.actor(cast.worker), cast.cleo, new, entered, WriteContext(NOW, TODAY))
    assert due_today(cast.cleo, TODAY + timedelta(days=7)) == ["PHQ-9", "Working together", "Willingness"]
