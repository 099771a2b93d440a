"""A client's page: the story, what to consider now, and what each person may do there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, WORDS, client, text, unscored
from tests.web.reviews.acts import opened
from tests.web.safety.acts import sign
from unstuck.population import analysis
from unstuck.progress import status
from unstuck.reporting import story_picture
from unstuck.reporting.charts import story_chart
from unstuck.web.accounts.models import Person
from unstuck.web.caseload import judging
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Episode, Score

SignIn = Callable[[Person | None], Browser]


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def page_of(episode: Episode) -> str:
    return f"/clients/{episode.public_id}/"


@pytest.mark.parametrize("state", sorted(COURSES))
def test_a_page_for_every_state(cast: Cast, browser: Browser, state: str) -> None:
    episode = client(cast, "Somebody", COURSES[state])
    answer = browser.get(page_of(episode))
    said, (shape, word) = text(answer), WORDS[state]
    assert f"{shape}</span> {word}</strong>" in answer.content.decode()
    reasons = Score.objects.filter(episode=episode).latest("day").states.latest("id").evidence["reasons"]
    for reason in reasons:
        assert reason["text"] in said
    alert = state in ("deteriorating", "stalled")
    assert ("Of 100 alerts like this in simulated courses" in said) == alert
    assert "Why do we say this?" in said
    assert "What now" in said


def test_the_story_of_a_stall(cast: Cast, browser: Browser) -> None:
    answer = browser.get(page_of(cast.cleo))
    said = text(answer)
    assert "Cleo Brook" in said
    assert "R-1" in said
    assert "Little change since late September, and little expected in the next four weeks (7 in 10)." in said
    assert "Ask a colleague to think along" in said
    assert "Plan a different approach with the client" in said
    assert said.index("Ask a colleague to think along") < said.index("Plan a different approach with the client")
    assert "Rule B.1: Consult a colleague first." in said
    assert "Hannan et al. 2005" in said
    assert "A score is not the person." in said
    assert "In 4 weeks, one of these four will be the case" in said


def test_the_chart_is_our_own_drawing_without_styles(cast: Cast, browser: Browser) -> None:
    page = browser.get(page_of(cast.cleo)).content.decode()
    (chart,) = re.findall(r'<svg class="chart".*?</svg>', page, flags=re.S)
    assert "style=" not in page
    assert "<script" not in chart
    assert 'role="img"' in chart
    assert "8 scores, the first 15, the latest 15" in chart
    assert "10 or more: clinical range" in text(page)


def test_the_table_says_what_the_chart_draws(cast: Cast, browser: Browser) -> None:
    rows = re.findall(
        r"<tr>(.*?)</tr>",
        browser.get(page_of(cast.cleo)).content.decode().split('class="numbers stacks"')[1],
        flags=re.S,
    )
    table = [text(row).split("Correct")[0].strip() for row in rows if "<time" in row]
    assert len(table) == 8
    assert table[0].startswith("15 Nov 2026 15 0 ")
    assert "■ Little change lately Wanda" in table[0]
    assert table[4].startswith("18 Oct 2026 14 −1 ")
    assert table[-1].startswith("27 Sep 2026 15 ")
    assert "○ Too early to tell" in table[-1]


def test_a_withdrawn_score_is_not_on_the_page(cast: Cast, browser: Browser) -> None:
    wrong = client(cast, "Wrong", (15, 16, 27, 15))
    third = Score.objects.filter(episode=wrong).order_by("day")[2]
    browser.get(page_of(wrong))
    score_address = f"{page_of(wrong)}scores/{third.pk}/withdraw/"
    form = dict(re.findall(r'name="(once|version)" value="([^"]*)"', browser.get(score_address).content.decode()))
    assert browser.post(score_address, {**form, "because": "wrong_number"}).status_code == 302
    table = browser.get(page_of(wrong)).content.decode().split('class="numbers stacks"')[1].split("</table>")[0]
    assert ">27</td>" not in table
    assert table.count('<th scope="row">') == 3


def test_numbers_name_what_they_rest_on(cast: Cast, browser: Browser) -> None:
    said = text(browser.get(page_of(cast.cleo)))
    assert "Change since the first score: 0 points. A change of 6 or more is taken as real" in said
    assert "A gain that matters: 5 points or more." in said
    assert "The expected course is assumed from published figures; it was not measured on clients." in said


def test_a_client_without_scores(cast: Cast, browser: Browser) -> None:
    episode = unscored(cast, "New One", TODAY - timedelta(days=30))
    answer = browser.get(page_of(episode))
    said = text(answer)
    assert "No score yet" in said
    assert "Not heard from for 4 weeks" in said
    assert "Collect the next scores" in said
    assert f'href="{page_of(episode)}scores/add/"' in answer.content.decode()
    assert '<svg class="chart"' not in answer.content.decode()


@pytest.mark.parametrize(("days", "flagged"), [(20, False), (21, True)])
def test_the_flag_rises_after_three_weeks(cast: Cast, browser: Browser, days: int, flagged: bool) -> None:
    episode = client(cast, "Quiet", COURSES["on_track"], last=TODAY - timedelta(days=days))
    assert ("Not heard from for 3 weeks" in text(browser.get(page_of(episode)))) == flagged


def test_each_questionnaire_has_its_part_the_leading_one_first(cast: Cast, browser: Browser) -> None:
    for week, total in enumerate((6, 9, 12, 15, 18)):
        on = TODAY - timedelta(weeks=4 - week)
        add_score(cast.actor(cast.worker), cast.cleo, Total("GAD-7", total, on), write_context())
    answer = browser.get(page_of(cast.cleo))
    page, said = answer.content.decode(), text(answer)
    assert page.count('<svg class="chart"') == 2
    assert "▼</span> Getting worse</strong>" in page.split('class="lead"')[0]
    assert said.index("GAD-7: ") < said.index("PHQ-9: ")
    assert len(re.findall(r'id="([^"]+)"', page)) == len(set(re.findall(r'id="([^"]+)"', page)))


def record(cast: Cast, *rows: Any) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, rows, write_context())


def test_dated_facts_are_marked_and_listed(cast: Cast, browser: Browser) -> None:
    cast.cleo.refresh_from_db()
    began = date(2026, 10, 18)
    record(cast, ApproachStep(on=began, code="problem_solving"))
    record(cast, ConsultationStep(on=began, step="asked"))
    page = browser.get(page_of(cast.cleo)).content.decode()
    chart = page.split('<svg class="chart"')[1].split("</svg>")[0]
    assert ">1, 2</text>" in chart
    legend = text(page.split("legend--marks")[1].split("</ol>")[0])
    assert "1 18 Oct 2026" in legend
    assert "2 18 Oct 2026" in legend


def test_facts_change_what_to_do_now(cast: Cast, browser: Browser) -> None:
    record(cast, ConsultationStep(on=TODAY - timedelta(days=7), step="asked", about_this_stall=True))
    said = text(browser.get(page_of(cast.cleo)).content.decode().split('id="what-now"')[1])
    assert said.index("Wait for the colleague's reply") < said.index("Plan a different approach")
    assert "Record the reply" in said


def test_the_page_offers_the_first_step_as_a_button(cast: Cast, browser: Browser) -> None:
    page = browser.get(page_of(cast.cleo)).content.decode().split('class="steps"')[1]
    button = re.search(r'<a href="([^"]+)"[^>]*class="govuk-button[^>]*>([^<]+)<', page)
    assert button
    assert button[1] == f"{page_of(cast.cleo)}consult/"
    assert button[2] == "Ask a colleague"
    assert browser.get(button[1]).status_code == 200


def test_one_button_is_green_the_most_urgent_one(cast: Cast, browser: Browser) -> None:
    def green() -> list[str]:
        shown = browser.get(page_of(cast.cleo)).content.decode()
        return re.findall(r'class="govuk-button" data-module="govuk-button"[^>]*>([^<]+)<', shown)

    assert green() == ["Open a review"], "what the work list leads to as well"
    opened(cast)
    assert green() == ["Ask a colleague"]
    sign(cast)
    assert green() == ["Take it on"]


def test_what_is_not_known_is_said_in_plain_words_the_rest_folds(cast: Cast, browser: Browser) -> None:
    page = browser.get(page_of(cast.cleo)).content.decode()
    first, folded = page.split('class="missing')[1:]
    assert "how the areas of life are going" in text(first)
    assert f'href="{page_of(cast.cleo)}facts/life_areas/"' in first
    assert "readiness to change, 0 to 10" in text(folded)
    assert "life_areas." not in text(page)


def test_a_supervisor_reads_and_is_told_why_nothing_can_be_recorded(cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.supervisor).get(page_of(cast.cleo))
    page, said = answer.content.decode(), text(answer)
    assert "Only the client's own worker can record here." in said
    assert "works with Wanda" in said
    for address in ("scores/add/", "/edit/", "/correct/", "/withdraw/", "facts/consultation/", "facts/life_areas/"):
        assert address not in page
    assert f"{page_of(cast.cleo)}hand-over/" in page
    assert f"{page_of(cast.cleo)}history/" in page


def test_an_ended_episode_is_read_only(cast: Cast, browser: Browser) -> None:
    cast.cleo.ended_on = TODAY
    cast.cleo.save()
    answer = browser.get(page_of(cast.cleo))
    assert "This episode of care ended on 22 November 2026." in text(answer)
    assert "Only what safety needs, and how it went, can still be recorded." in text(answer)
    assert "scores/add/" not in answer.content.decode()


def test_of_work_that_has_ended_nothing_is_forecast_and_the_reason_is_that_of_the_last_score(
    cast: Cast, browser: Browser
) -> None:
    ahead = ("this client's own score in 4 weeks", "Where it may go")
    going_on = text(browser.get(page_of(cast.cleo)))
    assert [words in going_on for words in ahead] == [True, True]
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    ended = text(browser.get(page_of(cast.cleo)))
    assert [words in ended for words in ahead] == [False, False]
    assert "At the last score: Little change since late September" in ended
    assert "At the last score: At the last score" not in ended
    assert "At the last score: PHQ-9: Little change since" in text(browser.get(f"{page_of(cast.cleo)}before/"))


@pytest.mark.parametrize("rest", ["", "history/"])
@pytest.mark.parametrize("who", ["teammate", "worker_elsewhere", "other_supervisor", "outsider", "outside_supervisor"])
def test_for_everybody_else_there_is_no_such_page(cast: Cast, as_person: SignIn, who: str, rest: str) -> None:
    answer = as_person(getattr(cast, who)).get(page_of(cast.cleo) + rest)
    assert answer.status_code == 404
    assert "Cleo" not in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "history/"])
@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_other_roles_have_no_such_page(cast: Cast, as_person: SignIn, who: str, rest: str) -> None:
    assert as_person(getattr(cast, who)).get(page_of(cast.cleo) + rest).status_code == 403


def test_what_people_typed_is_escaped(cast: Cast, browser: Browser) -> None:
    episode = client(cast, "<b>Bobby</b>", COURSES["stalled"], reference='"><i>R</i>')
    for rest in ("", "history/"):
        page = browser.get(page_of(episode) + rest).content.decode()
        assert "<b>Bobby" not in page
        assert "<i>R" not in page
        assert "&lt;b&gt;Bobby" in page


def test_pages_read_states_and_never_compute_one(
    cast: Cast, browser: Browser, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise AssertionError("a page computed a state")

    for where, name in ((judging, "judge"), (analysis, "analyse"), (analysis, "assess"), (status, "assess")):
        monkeypatch.setattr(where, name, refuse)
    for address in ("/caseload/", page_of(cast.cleo), f"{page_of(cast.cleo)}history/"):
        assert browser.get(address).status_code == 200


def test_a_chart_is_drawn_once_and_again_when_a_score_changes(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    drawn: list[int] = []
    draw = story_chart

    def counted(**given: Any) -> str:
        drawn.append(1)
        return draw(**given)

    monkeypatch.setattr(story_picture, "story_chart", counted)
    browser.get(page_of(cast.cleo))
    browser.get(page_of(cast.cleo))
    assert len(drawn) == 1
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 15, date(2026, 10, 1)), write_context())
    browser.get(page_of(cast.cleo))
    assert len(drawn) == 2


def test_a_long_course_takes_as_many_queries_as_a_short_one(cast: Cast, browser: Browser) -> None:
    short, long = client(cast, "Short", (15, 15)), client(cast, "Long", (15, 16) * 12)

    def queries(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    for rest in ("", "history/"):
        assert queries(page_of(short) + rest) == queries(page_of(long) + rest)
