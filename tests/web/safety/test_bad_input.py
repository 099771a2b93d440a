"""What the forms about a concern refuse: a sentence beside the field, what was typed is kept, nothing half saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.reviews.acts import send
from tests.web.safety.acts import assess, fresh, sign
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode
from unstuck.web.reviews.models import Closing, IntendedEnding
from unstuck.web.safety.models import Assessment, Concern, ConcernStep, SafetyPlan
from unstuck.web.safety.workflow import ASSESSED, RAISED

AsPerson = Callable[[Person | None], Browser]
NOTHING_SAID = ["", "   ", "\n\t\n", ".", "…", "—", "\u200b\u2060", "<>"]
KINDS = ["suicide", "violence_at_home", "child_at_risk", "withdrawal", "other"]
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def browser(as_person: AsPerson, cast: Cast) -> Browser:
    return as_person(cast.worker)


def beside(answer: Any, field: str) -> str:
    """Return the sentence beside a field; empty where there is none."""
    shown = re.search(rf'<p id="id_{field}-error"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return " ".join(unescape(re.sub("<[^>]+>", " ", shown[1])).split()).removeprefix("Error: ") if shown else ""


def counts() -> list[int]:
    return [model.objects.count() for model in (Entry, ConcernStep, Assessment, SafetyPlan, Closing, IntendedEnding)]


def of(concern: Concern, rest: str) -> str:
    return f"/concerns/{concern.public_id}/{rest}/"


def wanted(concern: Concern, **changed: Any) -> dict[str, Any]:
    """Return an assessment as it is typed."""
    level = "Act today"
    return {
        "on": TODAY.isoformat(), "words": "Asked about it: no plan.", "imminent": "no", "urgency": level,
        "told": "Sam", "done": "Rings tomorrow", "look_again_on": (TODAY + timedelta(days=3)).isoformat(),
        "plan": "no", "means": "no", "past_attempt": "no", "safety_plan": "", **changed,
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_concern_is_closed_without_words_whatever_its_kind(cast: Cast, browser: Browser, kind: str) -> None:
    concern = sign(cast, kind)
    assess(cast, concern)
    before = counts()
    for nothing in NOTHING_SAID:
        answer = send(browser, of(concern, "close"), because="passed", words=nothing)
        assert answer.status_code == 422, nothing
        assert beside(answer, "words") == "Say in words why this concern ends, and who knows."
    answer = send(browser, of(concern, "close"), because="bored", words="<b>It has passed</b>")
    assert beside(answer, "because") == "Choose why it ends."
    assert "&lt;b&gt;It has passed&lt;/b&gt;" in answer.content.decode(), "what was typed is kept, and only shown"
    assert (fresh(concern).state, counts()) == (ASSESSED, before)


NO_ASSESSMENTS: list[tuple[dict[str, str], str, str]] = [
    *(({"words": nothing}, "words", "Say in words what you asked and found.") for nothing in ("", ".", "\u200b")),
    ({"on": YESTERDAY.isoformat()}, "on", "An assessment of an earlier day could not know of it."),
    ({"on": TOMORROW.isoformat()}, "on", "The date must not be after today."),
    ({"on": "31.12.1999"}, "on", ""),
    ({"on": "0001-01-01"}, "on", "An assessment of an earlier day could not know of it."),
    ({"look_again_on": ""}, "look_again_on", "Say on which day somebody looks again."),
    ({"look_again_on": TODAY.isoformat()}, "look_again_on", "The day to look again must be after today."),
    ({"look_again_on": "9999-12-31"}, "look_again_on", "Look again within 7 days."),
    ({"imminent": "perhaps"}, "imminent", "Say whether the danger is imminent."),
    ({"urgency": "Whenever"}, "urgency", "Say how urgent it is."),
    ({"told": " "}, "told", "Say who was told, or that nobody was and why."),
    ({"done": "-"}, "done", "Say what was done, or what was agreed."),
]
"""What is typed instead, beside which field a sentence stands, and what it says."""


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_assessment_is_named_beside_its_field(cast: Cast, browser: Browser, kind: str) -> None:
    concern = sign(cast, kind)
    before = counts()
    for changed, field, sentence in NO_ASSESSMENTS:
        answer = send(browser, of(concern, "assess"), **wanted(concern, **changed))
        assert answer.status_code == 422, changed
        assert beside(answer, field), changed
        assert sentence in beside(answer, field), changed
    assert (fresh(concern).state, counts()) == (RAISED, before)


def test_the_same_assessment_without_a_fault_is_saved(cast: Cast, browser: Browser) -> None:
    """Else the rows above could be refused for another reason."""
    for kind in KINDS:
        concern = sign(cast, kind)
        assert send(browser, of(concern, "assess"), **wanted(concern)).status_code == 302, kind
        assert fresh(concern).state == ASSESSED


def test_a_plan_without_its_day_or_its_parts(cast: Cast, browser: Browser) -> None:
    sign(cast, "suicide")
    address = f"/clients/{cast.cleo.public_id}/safety/plan/"
    typed = {"on": TODAY.isoformat(), "signs": "I go quiet", "professionals": "112", "surroundings": "Mina has them"}
    before = counts()
    for day, sentence in (
        ("", "When did you make or go through it together?"),
        (TOMORROW.isoformat(), "after today"),
        ("x", ""),
    ):
        answer = send(browser, address, **{**typed, "on": day})
        assert answer.status_code == 422
        assert beside(answer, "on")
        assert sentence in beside(answer, "on")
        assert "I go quiet" in answer.content.decode()
    for part in ("signs", "professionals", "surroundings"):
        answer = send(browser, address, **{**typed, part: "\u200b"})
        assert beside(answer, part) == "A plan is no help without this part. Write at least a line."
    assert counts() == before
    assert send(browser, address, **typed).status_code == 302


def test_a_responder_who_left_between_page_and_post(cast: Cast, browser: Browser) -> None:
    concern = sign(cast, "suicide")
    page = browser.get(of(concern, "pass-on")).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)"', page))
    assert str(cast.teammate.public_id) in page
    end_membership(
        Membership.objects.get(person=cast.teammate, ended_at=None), by=cast.actor(cast.administrator), now=NOW
    )
    before = counts()
    answer = browser.post(of(concern, "pass-on"), {**hidden, "to": str(cast.teammate.public_id), "words": "Please"})
    assert answer.status_code == 422
    assert beside(answer, "to") == "Choose who answers for it from now on."
    assert "Please" in answer.content.decode()
    assert counts() == before
    assert fresh(concern).responder != cast.teammate


def test_two_tabs_the_second_one_is_told_and_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    concern = sign(cast, "suicide")
    page = browser.get(of(concern, "assess")).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)"', page))
    assert send(browser, of(concern, "assess"), **wanted(concern)).status_code == 302
    before = counts()
    late = browser.post(of(concern, "assess"), {**hidden, **wanted(concern, words="She has a plan after all.")})
    shown = late.content.decode()
    assert late.status_code == 422
    assert "Something was recorded here after you opened this page." in shown
    assert "She has a plan after all." in shown
    assert counts() == before


@pytest.mark.parametrize("kind", ["agency_limit", "no_progress", "other", "goals_reached"])
def test_nobody_ends_under_a_risk_alone_not_even_past_the_page(cast: Cast, browser: Browser, kind: str) -> None:
    """The page has no form; a request that a person made up is refused in words, and nothing is saved."""
    sign(cast, "suicide")
    address = f"/clients/{cast.cleo.public_id}/end/{kind}/"
    before = counts()
    typed = {"on": TODAY.isoformat(), "words": "It is time.", "risk_words": "The night line knows."}
    answer = send(browser, address, **typed)
    assert answer.status_code == 422
    assert "second person" in answer.content.decode()
    asked = send(
        browser, f"{address}second-look/", words="It is time.", risk_words="The night line knows.",
        second=str(cast.worker.public_id),
    )  # fmt: skip
    assert asked.status_code == 422, "nobody is their own second person"
    assert beside(asked, "second")
    assert counts() == before
    assert Episode.objects.get(pk=cast.cleo.pk).ended_on is None
