"""Practising on the site: what is kept is the learner's own, and nobody else's page, record or report shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from unstuck.language import speaking
from unstuck.learning.library import vignettes
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.learning.actions import LONGEST, MOCK_STORIES, give_answer, start_mock
from unstuck.web.learning.models import LearningAnswer, MockExam
from unstuck.web.learning.permissions import answers_of, choices_of, mocks_of
from unstuck.web.learning.queries import due_stories, history_of, next_story, story_of_the_day

AsPerson = Callable[[Person | None], Browser]
STORY = vignettes()["four-weeks-of-nothing"]
HOME = "/learning/"
DRAWN = Random(1)  # noqa: S311 - which stories are drawn is no secret


def at(minutes: float = 0, days: float = 0) -> WriteContext:
    when = NOW + timedelta(minutes=minutes, days=days)
    return WriteContext(when, when.date())


def wrong(code: str = STORY.code) -> str:
    return next(one.code for one in vignettes()[code].options if one.code != vignettes()[code].best)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def text(answer: Any) -> str:
    return text_of(answer.content.decode())


def hidden(html: str, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]+)"', html)[0])


def send(browser: Browser, address: str, **fields: Any) -> Any:
    html = browser.get(address).content.decode()
    known = {name: hidden(html, name) for name in ("once", "story", "opened") if f'name="{name}"' in html}
    return browser.post(address, {**known, **fields})


def practise(browser: Browser, best: bool, address: str = "/learning/practise/") -> Any:
    html = browser.get(address).content.decode()
    code = hidden(html, "story")
    kept = {name: hidden(html, name) for name in ("once", "story", "opened")}
    return browser.post(address, {**kept, "chosen": vignettes()[code].best if best else wrong(code)})


def test_a_story_is_answered_and_explained(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert f'href="{HOME}"' in browser.get("/", follow=True).content.decode(), "reached from the first page"
    for best, verdict in ((True, "As the rules have it"), (False, "The rules would choose another")):
        answer = practise(browser, best)
        assert answer.status_code == 302
        page = browser.get(answer.url)
        told = vignettes()[LearningAnswer.objects.latest("id").story]
        assert verdict in text(page)
        for option in told.options:
            assert option.says in page.content.decode().replace("&#39;", "'").replace("&#34;", '"')
        assert text(page).count("The rules ") >= 3, "where the rules put each of the others"
        assert f"Rule {told.rule}:" in text(page)
    assert [one.right for one in answers_of(cast.actor(cast.worker))] == [True, False]


def test_nothing_chosen_is_refused_and_nothing_is_kept(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    refused = send(browser, "/learning/practise/")
    assert (refused.status_code, "Choose one of the four." in text(refused)) == (422, True)
    assert send(browser, "/learning/practise/", chosen="step-out").status_code == 422
    assert browser.post("/learning/practise/", {"story": "no-such", "chosen": "continue"}).status_code == 404
    assert browser.get("/learning/practise/?topic=no-such").status_code == 404
    assert not LearningAnswer.objects.exists()


def test_a_form_sent_twice_counts_once(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    html = browser.get("/learning/practise/").content.decode()
    fields = {name: hidden(html, name) for name in ("once", "story", "opened")}
    fields["chosen"] = vignettes()[fields["story"]].best
    led: list[Any] = [browser.post("/learning/practise/", fields) for _time in range(2)]
    assert led[0].url == led[1].url
    assert LearningAnswer.objects.count() == 1


@pytest.mark.parametrize("role", ["teammate", "supervisor", "manager", "administrator", "outsider"])
def test_nobody_else_sees_it(cast: Cast, as_person: AsPerson, role: str) -> None:
    """Not the answer, not the mock examination, not the choices; and no page of theirs changes with it."""
    learner, other = cast.actor(cast.worker), getattr(cast, role)
    browser = as_person(other)
    places = ["/", "/record/", "/overview/", f"/people/{cast.worker.public_id}/", HOME]
    before = [text(browser.get(place, follow=True)) for place in places if place != "/record/"]
    mock = start_mock(learner, DRAWN, at())
    given = give_answer(learner, STORY.code, wrong(), NOW, at(1))
    give_answer(learner, mock.stories[0], vignettes()[mock.stories[0]].best, NOW, at(1), mock)
    for place in (f"/learning/answers/{given.public_id}/", f"/learning/mock/{mock.public_id}/"):
        assert browser.get(place).status_code in (403, 404)
    assert not answers_of(cast.actor(other)).exists()
    assert not mocks_of(cast.actor(other)).exists()
    assert [text(browser.get(place, follow=True)) for place in places if place != "/record/"] == before
    assert STORY.title not in text(browser.get("/record/", follow=True))


def test_the_record_says_neither_what_nor_how_often(cast: Cast) -> None:
    learner = cast.actor(cast.worker)
    give_answer(learner, STORY.code, wrong(), NOW, at())
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.subject, entry.subject_id) == ("own_side.kept", "person", str(learner.public_id))
    assert entry.details == {}
    assert STORY.code not in str(vars(entry))


def test_managers_and_administrators_have_no_learning(cast: Cast, as_person: AsPerson) -> None:
    for person in (cast.manager, cast.administrator):
        assert as_person(person).get(HOME).status_code == 403
        assert answers_of(cast.actor(person)).count() == 0
    assert answers_of(None).count() == mocks_of(None).count() == 0


def test_what_went_wrong_comes_back_and_what_went_well_does_not(cast: Cast) -> None:
    learner = cast.actor(cast.worker)
    give_answer(learner, STORY.code, STORY.best, NOW, at())
    give_answer(learner, "the-last-bus", wrong("the-last-bus"), NOW, at(1))
    assert due_stories(history_of(learner), NOW + timedelta(hours=3)) == []
    day_after = NOW + timedelta(days=1, minutes=5)
    assert due_stories(history_of(learner), day_after) == ["the-last-bus"]
    assert next_story(learner, history_of(learner), day_after).code == "the-last-bus"
    give_answer(learner, "the-last-bus", "advocate", day_after, WriteContext(day_after, TODAY))
    assert due_stories(history_of(learner), day_after + timedelta(days=1)) == []
    assert due_stories(history_of(learner), day_after + timedelta(days=30)) == ["the-last-bus"]


def test_each_story_is_told_once_before_any_comes_again(cast: Cast) -> None:
    learner, told = cast.actor(cast.worker), set()
    for place in range(5):
        story = next_story(learner, history_of(learner), NOW, "culture")
        give_answer(learner, story.code, story.best, NOW, at(place))
        told.add(story.code)
    assert told == {one.code for one in vignettes().values() if one.topic == "culture"}
    assert len(told) == 4


def test_one_story_a_day_by_choice(cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    browser, learner = as_person(cast.worker), cast.actor(cast.worker)
    assert "Today's story" not in text(browser.get(HOME)).replace("&#39;", "'")
    assert send(browser, "/learning/how/", language="en", one_a_day="on").status_code == 302
    story = story_of_the_day(learner, TODAY)
    assert story.title in browser.get(HOME).content.decode().replace("&#39;", "'")
    assert story_of_the_day(learner, TODAY) == story
    assert len({story_of_the_day(learner, TODAY + timedelta(days=day)).code for day in range(10)}) > 5
    practise(browser, True, "/learning/practise/?today=1")
    assert "Done for today." in text(browser.get(HOME))


def test_a_mock_examination_keeps_its_time(cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    browser = as_person(cast.worker)
    place = send(browser, "/learning/mock/").url
    first = practise(browser, True, place)
    assert first.url == place
    given = LearningAnswer.objects.get()
    assert browser.get(f"/learning/answers/{given.public_id}/").status_code == 404, "why is told at the end"
    assert f"Story 2 of {MOCK_STORIES}" in text(browser.get(place))
    practise(browser, False, place)
    late = browser.get(place).content.decode()
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(minutes=31))
    kept = {name: hidden(late, name) for name in ("once", "story", "opened")}
    refused = browser.post(place, {**kept, "chosen": vignettes()[kept["story"]].best})
    assert (refused.status_code, "The time is up." in text(refused)) == (422, True)
    result = text(browser.get(place))
    assert f"1 of {MOCK_STORIES} as the rules have it" in result
    assert result.count("not answered") == MOCK_STORIES - 2
    assert browser.get(f"/learning/answers/{given.public_id}/").status_code == 200


def test_a_story_of_a_mock_examination_is_answered_once(cast: Cast) -> None:
    learner = cast.actor(cast.worker)
    mock = start_mock(learner, DRAWN, at())
    code = mock.stories[0]
    give_answer(learner, code, wrong(code), NOW, at(1), mock)
    with pytest.raises(Denied) as denied:
        give_answer(learner, code, vignettes()[code].best, NOW, at(2), mock)
    assert denied.value.code == "mock_answered"


def test_hours_are_counted_and_capped(cast: Cast, as_person: AsPerson) -> None:
    learner = cast.actor(cast.worker)
    give_answer(learner, STORY.code, STORY.best, NOW - timedelta(seconds=90), at())
    give_answer(learner, STORY.code, STORY.best, NOW - timedelta(days=3), at())
    give_answer(learner, STORY.code, STORY.best, NOW + timedelta(days=3), at())
    assert [one.seconds for one in answers_of(learner)] == [90, LONGEST.total_seconds(), 0]
    browser = as_person(cast.worker)
    page = text(browser.get(f"/learning/hours/?first={TODAY}&last={TODAY}"))
    assert ": 11 min." in page
    assert "3 answers" in page
    assert "The last day is before the first." in text(browser.get("/learning/hours/?first=2026-02-02&last=2026-01-01"))
    assert ": 0 min." in text(browser.get("/learning/hours/?first=2025-01-01&last=2025-02-01"))


def test_wiping_leaves_nothing(cast: Cast, as_person: AsPerson) -> None:
    learner, other = cast.actor(cast.worker), cast.actor(cast.teammate)
    for actor in (learner, other):
        mock = start_mock(actor, DRAWN, at())
        give_answer(actor, mock.stories[0], "continue", NOW, at(1), mock)
        give_answer(actor, STORY.code, STORY.best, NOW, at(1))
    assert send(as_person(cast.worker), "/learning/wipe/").status_code == 302
    assert (answers_of(learner).count(), mocks_of(learner).count()) == (0, 0)
    assert (answers_of(other).count(), MockExam.objects.count()) == (2, 1)


def test_in_spanish_every_page_is(cast: Cast, as_person: AsPerson) -> None:
    browser, learner = as_person(cast.worker), cast.actor(cast.worker)
    assert send(browser, "/learning/how/", language="xx").status_code == 422
    assert send(browser, "/learning/how/", language="es", one_a_day="on").status_code == 302
    assert choices_of(learner).language == "es"
    given = give_answer(learner, STORY.code, wrong(), NOW, at())
    mock = start_mock(learner, DRAWN, at(days=-1))
    places = [
        "",
        "practise/",
        f"answers/{given.public_id}/",
        "mock/",
        f"mock/{mock.public_id}/",
        "hours/",
        "how/",
        "wipe/",
    ]
    english = re.compile(r"\b(the|and|of|your|you|what|with|rules|story|answer)\b", re.IGNORECASE)
    for place in places:
        html = browser.get(f"/learning/{place}").content.decode()
        assert '<html lang="es"' in html
        main = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", html[html.index("<main") : html.index("</main>")])
        assert english.findall(text_of(main)) == [], place
    with speaking("es"):
        assert (
            vignettes("es")[STORY.code].story[:20]
            in browser.get(f"/learning/answers/{given.public_id}/").content.decode()
        )


@pytest.mark.parametrize(
    "days", ["first=0001-01-01&last=9999-12-31", "first=x&last=", "first=2026-01-01", "last=2026-01-01"]
)
def test_days_that_nobody_means_are_no_fault(cast: Cast, as_person: AsPerson, days: str) -> None:
    assert as_person(cast.worker).get(f"/learning/hours/?{days}").status_code == 200
