"""The facts on a client's page and on their own: what holds, what it was, and the first questions where nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import TODAY, Cast
from tests.web.facts.acts import ago, known, page, record
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.facts_summary import summary
from unstuck.web.caseload.models import (
    ApproachStep,
    Care,
    Circumstances,
    ConsultationStep,
    Engagement,
    LifeArea,
    Thought,
    Wishes,
)
from unstuck.web.config.templating import environment

AsPerson = Callable[[Person | None], Browser]


def shown(cast: Cast, *, may_write: bool = True) -> str:
    template = environment().get_template("home/facts_summary.html")
    html = template.render(episode=cast.cleo, shown=summary(known(cast.cleo)), today=TODAY, may_write=may_write)
    return re.sub(r"\s+", " ", html)


def test_where_nothing_is_recorded_the_page_says_what_to_ask_first(cast: Cast) -> None:
    html = shown(cast)
    asked = re.findall(r'href="[^"]*/facts/(\w+)/"', html)
    assert asked == ["engagement", "life_areas", "wishes"]
    assert "/facts/" not in shown(cast, may_write=False)


def test_the_summary_shows_what_changed(cast: Cast) -> None:
    record(cast, Engagement(on=ago(weeks=4), alliance=9, willingness=5))
    record(cast, Engagement(on=ago(weeks=1), alliance=6, willingness=4))
    record(cast, LifeArea(on=ago(weeks=4), area="money", rating=6))
    record(cast, LifeArea(on=ago(weeks=1), area="money", rating=2, wants_help=True, words="<b>Nothing</b> left"))
    record(cast, Wishes(on=ago(weeks=1), words="Less talking."), ApproachStep(on=ago(weeks=2), code="walking <b>"))
    found = summary(known(cast.cleo))
    assert [(line.label, line.values, line.fell) for line in found.engagement] == [
        ("Willingness to engage", "5 → 4", ""),
        ("Working relationship", "9 → 6", "fell by 3 recently"),
    ]
    (bar,) = found.areas
    assert (bar.label, bar.rating, bar.was, bar.width, bar.marks) == ("Money", "2", "6", 20, ("Wants help",))
    # From 3 to 117 across; the higher the answer, the nearer to the upper edge.
    assert found.engagement[1].points == "3,5.6 117,13.4"
    html = shown(cast)
    assert "Less talking." in html
    assert "&lt;b&gt;Nothing&lt;/b&gt; left" in html
    assert "walking &lt;b&gt;" in html
    assert "<b>" not in html
    assert not re.search(r"\sstyle=", html)


def test_the_page_of_facts_takes_as_many_queries_however_much_is_recorded(
    cast: Cast, as_person: AsPerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = as_person(cast.worker)
    record(cast, LifeArea(on=ago(1), area="work", rating=4), ApproachStep(on=ago(1), code="cbt"))
    with django_assert_num_queries(32):
        browser.get(page(cast.cleo))
    for days in range(10):
        record(cast, LifeArea(on=ago(days), area="money", rating=days), ApproachStep(on=ago(days), code="cbt"))
    with django_assert_num_queries(32):
        browser.get(page(cast.cleo))


def test_what_is_empty_stands_in_one_sentence(cast: Cast, as_person: AsPerson) -> None:
    said = plain(as_person(cast.supervisor).get(page(cast.cleo)))
    assert (
        "Nothing is recorded about working together, life areas, the client's wishes, circumstances, the work so far, "
        "consultations, approaches and the worker's thoughts. Only the client's own worker can record here."
    ) in said
    assert said.count("Nothing is recorded") == 1
    record(cast, LifeArea(on=ago(1), area="money", rating=2), Wishes(on=ago(1), end_treatment=False))
    said = plain(as_person(cast.supervisor).get(page(cast.cleo)))
    assert "Nothing is recorded about working together, circumstances, the work so far, consultations" in said
    assert said.count("Nothing is recorded") == 1
    assert "Money 2 of 10" in said


def test_each_thing_that_is_empty_can_be_recorded_from_there(cast: Cast, as_person: AsPerson) -> None:
    def offered() -> tuple[list[str], list[str]]:
        html = as_person(cast.worker).get(page(cast.cleo)).content.decode()
        assert html.count("Nothing is recorded") == 1
        before, _, empty = html.partition('id="empty"')
        link = r'href="[^"]*/facts/(\w+)/"'
        return re.findall(link, before), re.findall(link, empty)

    everything = [
        "engagement", "life_areas", "wishes", "circumstances", "care", "consultation", "approach", "thoughts",
    ]  # fmt: skip
    assert offered() == ([], everything)
    record(cast, LifeArea(on=ago(1), area="money", rating=2))
    assert offered() == (["life_areas"], [one for one in everything if one != "life_areas"])


def test_safety_is_never_said_to_be_empty(cast: Cast, as_person: AsPerson) -> None:
    """Concerns stand on a page of their own: that nothing is recorded would be read as safe."""
    for person in (cast.worker, cast.supervisor):
        html = as_person(person).get(page(cast.cleo)).content.decode()
        before, _, empty = html.partition('id="empty"')
        assert f'href="/clients/{cast.cleo.public_id}/safety/"' in before
        assert "safety" not in re.sub(r"<[^>]+>", "", empty.partition("</main>")[0]).lower()


def test_nothing_is_called_empty_once_all_is_recorded(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Engagement(on=ago(1), alliance=6), LifeArea(on=ago(1), area="money", rating=2))
    record(cast, Wishes(on=ago(1), end_treatment=False), Circumstances(on=ago(1), pregnant=False))
    record(cast, Care(on=ago(1), goals_met="some"), ConsultationStep(on=ago(1), step="asked"))
    record(cast, ApproachStep(on=ago(1), code="cbt"), Thought(on=ago(1), code="more_sessions", in_mind=True))
    for person in (cast.worker, cast.supervisor):
        assert "Nothing is recorded" not in plain(as_person(person).get(page(cast.cleo)))


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_what_holds_and_what_it_was(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Engagement(on=ago(weeks=4), alliance=9, medication="as_agreed"))
    record(cast, Engagement(on=ago(weeks=1), alliance=6, medication="as_agreed", strengths="humour\na sister"))
    html = re.sub(r"<[^>]+>|\s+", " ", as_person(cast.worker).get(page(cast.cleo)).content.decode())
    text = re.sub(r"\s+", " ", html)
    assert "Working relationship 6 of 10 was 9 of 10, 4 weeks ago" in text
    assert "Medication As agreed 7 days ago" in text  # as before: nothing changed
    assert "Strengths humour, a sister" in text
