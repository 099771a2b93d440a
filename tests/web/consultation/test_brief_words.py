"""A brief is told as one colleague tells another: no yes or no stands beside the name of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.cast import TODAY, Cast
from tests.web.circles import acts as circles
from tests.web.consultation import acts
from tests.web.facts.acts import ago, record
from tests.web.home.people import text
from tests.web.referrals.acts import AsPerson
from unstuck.web.caseload.models import Care, Engagement, LifeArea, Wishes
from unstuck.web.caseload.questions import themes
from unstuck.web.circles.queries import brief_of
from unstuck.web.consultation.brief import made_from

KINDS: dict[str, Any] = {"care": Care, "engagement": Engagement, "life_areas": LifeArea, "wishes": Wishes}
"""The themes whose answers a brief tells."""

HARDER = "Money (week 7): 2 of 10. Makes life harder. The client does not want help with it."


def lines(cast: Cast) -> Iterator[str]:
    content = made_from(acts.drafted(cast), TODAY)
    return (line for part in content["parts"] for line in part["lines"])


def money(cast: Cast) -> None:
    record(cast, LifeArea(on=ago(3), area="money", rating=2, negatively_affected=True, wants_help=False))


def test_a_life_area_is_told_in_sentences_on_every_page(cast: Cast, as_person: AsPerson) -> None:
    money(cast)
    found = acts.asked(cast)
    wanda, wim = as_person(cast.worker), as_person(cast.teammate)
    for browser in (wanda, wim):
        assert HARDER in text(browser.get(f"/consultations/{found.public_id}/"))


def test_what_goes_to_another_agency_says_the_same_in_the_same_form(cast: Cast) -> None:
    money(cast)
    circles.circle(cast)
    brief = brief_of(circles.sent(cast, acts.asked(cast)))
    (part,) = [one for one in brief.parts if one.code == "life_areas"]
    assert (part.title, part.lines) == ("Life areas", [HARDER])


@pytest.mark.parametrize("answer", [True, False])
def test_no_answer_is_a_bare_yes_or_no(cast: Cast, answer: bool) -> None:
    asked = {
        kind: [one.name for one in themes()[kind].questions if one.kind == "yes_no" and one.asks] for kind in KINDS
    }
    before = set(lines(cast))
    for kind, names in asked.items():
        more = {"area": "housing"} if kind == "life_areas" else {}
        record(cast, KINDS[kind](on=ago(2), **dict.fromkeys(names, answer), **more))
    told = set(lines(cast)) - before
    assert [line for line in told if re.search(r": (Yes|No)\b", line)] == []
    count = sum(line.count(". ") + 1 for line in told)
    assert count == sum(len(names) for names in asked.values()), "each answer is told"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Wishes(on=ago(2), end_treatment=False), "The client does not wish to end."),
        (Wishes(on=ago(2), another_worker=True), "The client wishes for another worker."),
        (Care(on=ago(2), mandated=True), "A court or an office requires this work."),
        (Engagement(on=ago(2), sceptical_or_withdrawn=True), "The client is sceptical or withdrawn (week 7)."),
        (LifeArea(on=ago(2), area="work", lost_already=True), "Work (week 7): Lost already."),
    ],
)
def test_yes_and_no_mean_what_they_say(cast: Cast, row: Any, said: str) -> None:
    record(cast, row)
    assert said in list(lines(cast))
