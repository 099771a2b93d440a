"""A client over weeks on the site: choice by choice, for the learner alone, and nothing is taken back silently."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.learning.test_learning import DRAWN, at, hidden, text, text_of
from unstuck.learning.weeks.course import course
from unstuck.learning.weeks.library import people
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied
from unstuck.web.learning.models import CourseChoice, CourseTry
from unstuck.web.learning.weeks.actions import begin_course, choose_in_course
from unstuck.web.learning.weeks.permissions import tries_of

AsPerson = Callable[[Person | None], Browser]
WEEKS = "/learning/weeks/"
LORNA, ADAEZE = people()["the-quiet-chair"], people()["the-ninth-answer"]


def sent(browser: Browser, place: str, **fields: Any) -> Any:
    html = browser.get(place).content.decode()
    kept = {name: hidden(html, name) for name in ("once", "place") if f'name="{name}"' in html}
    return browser.post(place, {**kept, **fields})


def begun(browser: Browser, code: str) -> str:
    return str(sent(browser, WEEKS, made_up=code).url)


def through(browser: Browser, place: str, *choices: str) -> None:
    for choice in choices:
        assert sent(browser, place, chosen=choice).url == place


def main(page: Any) -> str:
    html = page.content.decode()
    return re.sub(r"\s+", " ", text_of(html[html.index("<main") : html.index("</main>")]).replace("&#39;", "'"))


def test_from_the_first_page_to_an_ending_and_what_would_have_been_said(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert f'href="{WEEKS}"' in browser.get("/learning/").content.decode()
    assert "it rests on no estimate" in main(browser.get(WEEKS))
    place = begun(browser, LORNA.code)
    first = main(browser.get(place))
    assert LORNA.story[:40] in first
    assert "How working together is rated 4 of 10, fallen by 4 of late" in first
    assert "Little change" not in first, "what the product says is told at the end"
    through(browser, place, "wait")
    assert LORNA.choices["wait"].says.split('"')[0][:30] in main(browser.get(place))
    through(browser, place, "relationship", "consult", "wait")
    end = main(browser.get(place))
    on = course(LORNA, CourseTry.objects.get().seed, ["wait", "relationship", "consult", "wait"])
    for point in on.points:
        said = on.said(point)
        assert said.reasons[0].text in end
        assert all(step.reasons[0].text in end for step in said.steps)
    assert "it rests on no estimate" in end
    assert "With the steps that the rules advise first, and the same chance Look to how" in end
    assert LORNA.really[:30] in end
    assert "Flückiger" in end


def test_other_choices_lead_to_another_ending_with_the_same_chance(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    place = begun(browser, LORNA.code)
    through(browser, place, "change", "support", "wait")
    assert LORNA.endings["left"][:30] in main(browser.get(place))
    again = sent(browser, f"{place}again/").url
    assert again != place
    through(browser, again, "relationship", "wait", "wait", "wait")
    assert LORNA.endings["left"][:30] in main(browser.get(place)), "the try before stays as it was"
    assert LORNA.endings["left"][:30] not in main(browser.get(again))
    assert len(set(CourseTry.objects.values_list("seed", flat=True))) == 1
    listed = main(browser.get(WEEKS))
    assert "Lorna has become polite Gone" in listed


def test_a_choice_is_not_taken_back(cast: Cast, as_person: AsPerson) -> None:
    """The page before, left open in another window, is refused and leads to a new try."""
    browser = as_person(cast.worker)
    place = begun(browser, LORNA.code)
    old = browser.get(place).content.decode()
    kept = {name: hidden(old, name) for name in ("once", "place")}
    through(browser, place, "wait")
    fresh = hidden(browser.get(place).content.decode(), "once")
    refused = browser.post(place, {**kept, "once": fresh, "chosen": "relationship"})
    assert refused.status_code == 422
    assert "You have chosen here already, and the weeks have passed." in text(refused)
    assert f'href="{place}again/"' in refused.content.decode()
    assert [one.chosen for one in CourseChoice.objects.all()] == ["wait"]
    assert hidden(refused.content.decode(), "place") == "1", "who chooses again now does so for the weeks to come"


def test_a_form_sent_twice_counts_once_and_no_choice_is_refused(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    place = begun(browser, LORNA.code)
    html = browser.get(place).content.decode()
    fields = {name: hidden(html, name) for name in ("once", "place")}
    assert "Choose what you would do." in text(browser.post(place, fields))
    led: list[Any] = [browser.post(place, {**fields, "chosen": "consult"}) for _time in range(2)]
    assert [one.status_code for one in led] == [302, 302]
    assert CourseChoice.objects.count() == 1
    assert sent(browser, WEEKS, made_up="nobody").status_code == 422


def test_risk_stops_the_story_and_says_why(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    place = begun(browser, ADAEZE.code)
    through(browser, place, "consult")
    assert "thoughts of suicide: not assessed yet" in main(browser.get(place))
    through(browser, place, "wait")
    end = main(browser.get(place))
    assert "The story stops here." in end
    assert "No assessment by a person has been recorded since: until then everything else waits." in end
    kept = {"once": hidden(browser.get(WEEKS).content.decode(), "once"), "place": "2", "chosen": "safety"}
    assert browser.post(place, kept).status_code == 302
    assert "The story stops here." in main(browser.get(place)), "nor does it go on"
    assert CourseChoice.objects.count() == 2


@pytest.mark.parametrize("role", ["teammate", "supervisor", "manager", "administrator"])
def test_nobody_else_sees_a_try_and_the_record_says_nothing_of_it(cast: Cast, as_person: AsPerson, role: str) -> None:
    own = begin_course(cast.actor(cast.worker), LORNA.code, DRAWN, at())
    choose_in_course(cast.actor(cast.worker), own, 0, "consult", at())
    browser, other = as_person(getattr(cast, role)), cast.actor(getattr(cast, role))
    for place in (f"{WEEKS}{own.public_id}/", f"{WEEKS}{own.public_id}/again/"):
        assert browser.get(place).status_code in (403, 404)
    assert not tries_of(other).exists()
    assert not tries_of(None).exists()
    for entry in Entry.objects.order_by("-id")[:2]:
        assert (entry.action, entry.subject, entry.details) == ("own_side.kept", "person", {})
        assert LORNA.code not in str(vars(entry))


def test_nobody_chooses_in_anothers_try(cast: Cast) -> None:
    own = begin_course(cast.actor(cast.worker), LORNA.code, DRAWN, at())
    with pytest.raises(CourseTry.DoesNotExist):
        choose_in_course(cast.actor(cast.teammate), own, 0, "consult", at())
    with pytest.raises(Denied):
        choose_in_course(cast.actor(cast.worker), own, 1, "consult", at())
    assert not CourseChoice.objects.exists()


def test_wiping_takes_the_tries_too_and_only_ones_own(cast: Cast, as_person: AsPerson) -> None:
    for person in (cast.worker, cast.teammate):
        one = begin_course(cast.actor(person), LORNA.code, DRAWN, at())
        choose_in_course(cast.actor(person), one, 0, "wait", at())
    browser = as_person(cast.worker)
    assert "1 try at a client over weeks is kept too." in main(browser.get("/learning/wipe/"))
    assert sent(browser, "/learning/wipe/").status_code == 302
    assert (tries_of(cast.actor(cast.worker)).count(), tries_of(cast.actor(cast.teammate)).count()) == (0, 1)
    assert CourseChoice.objects.count() == 1


def test_in_spanish_every_page_is(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    sent(browser, "/learning/how/", language="es")
    place, other = begun(browser, LORNA.code), begun(browser, ADAEZE.code)
    through(browser, place, "consult", "safety", "support")
    through(browser, other, "change")
    english = re.compile(r"\b(the|and|of|your|you|what|with|rules|story|weeks|suicide)\b", re.IGNORECASE)
    for page in (WEEKS, place, f"{place}again/", other):
        html = browser.get(page).content.decode()
        inner = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", html[html.index("<main") : html.index("</main>")])
        assert english.findall(text_of(inner)) == [], page
