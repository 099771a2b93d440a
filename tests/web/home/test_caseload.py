"""The work list: who stands where, what a row says, filters, orders and search."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import COURSES, WORDS, client, links_of, names, row_of, text, unscored
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Care, Standing
from unstuck.web.home.presenters import caseload
from unstuck.web.safety.actions.care import Attempt, record_attempt

SignIn = Callable[[Person | None], Browser]
PAGE = "/caseload/"


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def test_who_needs_a_look_comes_first_and_the_most_urgent_before_all(cast: Cast, browser: Browser) -> None:
    for state in ("too_early", "recovered", "on_track", "watch", "improved", "deteriorating"):
        client(cast, f"{state} one", COURSES[state])
    answer = browser.get(PAGE)
    order = ["deteriorating", "Cleo Brook", "watch", "on_track", "improved", "recovered", "too_early"]
    assert [name.removesuffix(" one") for name in names(answer)] == order
    said = text(answer)
    assert "Needs me now (2)" in said
    assert (
        said.index("Needs me now (2)")
        < said.index("Cleo Brook")
        < said.index("Everybody else")
        < said.index("watch one")
    )


def test_of_two_who_stalled_the_longer_stall_comes_first(cast: Cast, browser: Browser) -> None:
    client(cast, "Short Stall", (15, 16, 15, 14))
    assert names(browser.get(PAGE)) == ["Cleo Brook", "Short Stall"]


IN_PLAIN_WORDS = {
    "deteriorating": "Worse by 11 points since October.",
    "improved": "Better by 7 points since October.",
    "recovered": "Better by 14 points since October.",
    "on_track": "Within what is expected of people with this start.",
    "watch": "Outside what is expected of people with this start, which may well pass.",
}
"""From the courses: 9 → 20, 18 → 11, 18 → 4; weekly to 22 November. Of the other states, the reason that is stored."""


@pytest.mark.parametrize("state", sorted(COURSES))
def test_a_row_says_the_state_the_reason_and_the_next_step(cast: Cast, browser: Browser, state: str) -> None:
    episode = client(cast, "Somebody Else", COURSES[state])
    standing = Standing.objects.get(episode=episode)
    assert standing.code == state  # the course is what the test says it is
    row, (shape, word) = row_of(browser.get(PAGE), "Somebody Else"), WORDS[state]
    assert f"{shape}</span> {word}</strong>" in row
    assert f"state--{state}" in row
    assert IN_PLAIN_WORDS.get(state, standing.reason) in text(row)
    assert standing.steps[0][2] in text(row)
    assert f'href="/clients/{episode.public_id}/"' in row
    to = "review/" if state in ("deteriorating", "stalled") else "#what-now"
    assert links_of(row)[1:] == [f"/clients/{episode.public_id}/{to}"], "one act, on the page where it is done"
    assert "T-Somebody Else" in row


def test_worse_and_likely_to_stay_so_is_said_in_points_without_a_formula(cast: Cast, browser: Browser) -> None:
    """5 points are less than the reliable change of 6: what the state rests on is the chance, said on the page."""
    episode = client(cast, "Somebody Else", (16, 18, 11, 13, 20, 22, 25, 22, 23, 22, 21, 20, 19, 21))
    assert Standing.objects.get(episode=episode).code == "deteriorating"
    row = text(row_of(browser.get(PAGE), "Somebody Else"))
    assert "Worse by 5 points since August, and may well stay so." in row
    assert "chance of" not in row


def test_the_reason_does_not_break_inside_its_numbers(browser: Browser, cast: Cast) -> None:
    Standing.objects.filter(episode=cast.cleo).update(reason="No reliable change (PHQ-9 15 → 14).")
    row = row_of(browser.get(PAGE), "Cleo Brook")
    assert re.search("\\d\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}\\d", row)
    assert " → " not in row


def test_the_picture_has_a_text_and_says_where_it_went(cast: Cast, browser: Browser) -> None:
    client(cast, "Dora", COURSES["deteriorating"])
    client(cast, "Rhea", COURSES["recovered"])
    page = browser.get(PAGE)
    assert 'aria-label="PHQ-9: 5 scores, the last worse than the first."' in row_of(page, "Dora")
    assert 'aria-label="PHQ-9: 5 scores, the last better than the first."' in row_of(page, "Rhea")
    assert 'aria-label="PHQ-9: 8 scores, the last the same as the first."' in row_of(page, "Cleo Brook")
    assert "<polyline" in row_of(page, "Dora")


@pytest.mark.parametrize(
    ("days", "flag"), [(20, ""), (21, "Not heard from for 3 weeks"), (35, "Not heard from for 5 weeks")]
)
def test_the_flag_rises_after_three_weeks_without_a_score(cast: Cast, browser: Browser, days: int, flag: str) -> None:
    client(cast, "Quiet One", COURSES["on_track"], last=TODAY - timedelta(days=days))
    page = browser.get(PAGE)
    row = row_of(page, "Quiet One")
    assert ("Not heard from" in row) == bool(flag)
    assert flag in row
    assert ("at the last score: on track" in row) == bool(flag), "nobody silent is on track"
    assert ("state--on_track" in row) != bool(flag)
    assert names(browser.get(f"{PAGE}?show=silent")) == (["Quiet One"] if flag else [])
    assert f'Not heard from <span class="filter__count">{int(bool(flag))}</span>' in page.content.decode()


def test_heard_on_the_telephone_is_heard(cast: Cast, browser: Browser) -> None:
    """The column and the flag for silence count from the same day, whatever it was that the client told."""
    quiet = client(cast, "Quiet One", COURSES["on_track"], last=TODAY - timedelta(days=35))
    attempt = Attempt(TODAY - timedelta(days=2), "phone", reached=True, welfare_check=False)
    record_attempt(cast.actor(cast.worker), quiet, attempt, WriteContext(NOW, TODAY))
    row = row_of(browser.get(PAGE), "Quiet One")
    assert "Not heard from" not in row
    assert 'title="20 November 2026"' in row


@pytest.mark.parametrize(("days", "flagged"), [(20, False), (21, True)])
def test_without_any_score_the_flag_counts_from_the_beginning(
    cast: Cast, browser: Browser, days: int, flagged: bool
) -> None:
    unscored(cast, "New One", TODAY - timedelta(days=days))
    row = row_of(browser.get(PAGE), "New One")
    assert ("Not heard from for 3 weeks" in row) == flagged
    assert "No score yet." in row
    assert "<polyline" not in row


def test_the_next_step_is_that_of_the_day(cast: Cast, browser: Browser) -> None:
    later = (TODAY + timedelta(days=1)).isoformat()
    steps = [["2026-01-01", "wait-for-reply", "Wait"], [TODAY.isoformat(), "x", "Ask another"], [later, "y", "Later"]]
    Standing.objects.filter(episode=cast.cleo).update(steps=steps)
    row = row_of(browser.get(PAGE), "Cleo Brook")
    assert "Ask another" in row
    assert "Later" not in row


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("all", ["deteriorating", "Cleo Brook", "watch", "recovered"]),
        ("now", ["deteriorating", "Cleo Brook"]),
        ("reviews", ["deteriorating", "Cleo Brook"]),
        ("waits", []),
        ("stalled", ["Cleo Brook"]),
        ("deteriorating", ["deteriorating"]),
        ("watch", ["watch"]),
        ("recovered", ["recovered"]),
        ("improved", []),
    ],
)
def test_filters(cast: Cast, browser: Browser, show: str, found: list[str]) -> None:
    for state in ("recovered", "watch", "deteriorating"):
        client(cast, state, COURSES[state])
    answer = browser.get(f"{PAGE}?show={show}")
    assert names(answer) == found
    assert f'id="filter-{show}"' in answer.content.decode()
    marked = answer.content.decode().split(f'id="filter-{show}"')[1].split(">")[0]
    assert "aria-current" in marked


@pytest.mark.parametrize(
    "query", ["show=everybody", "page=0", "page=x", "page=2", "whose=mine", "whose=x", "sort=worst"]
)
def test_a_filter_that_there_is_not_is_not_found(cast: Cast, browser: Browser, query: str) -> None:
    assert browser.get(f"{PAGE}?{query}").status_code == 404


@pytest.mark.parametrize(
    ("words", "found"), [("brook", True), ("CLEO  br", True), ("r-1", True), ("cleo field", False)]
)
def test_search_by_name_or_reference(cast: Cast, browser: Browser, words: str, found: bool) -> None:
    client(cast, "Dora Marsh", COURSES["on_track"])
    answer = browser.post(f"{PAGE}?show=recovered", {"words": words})
    assert names(answer) == (["Cleo Brook"] if found else [])
    if not found:
        assert "Nobody in this list has these words" in text(answer)


def test_words_that_are_searched_for_never_stand_in_an_address(cast: Cast, browser: Browser) -> None:
    page = browser.post(PAGE, {"words": "Brook"}).content.decode()
    assert "words=" not in page
    assert 'method="post"' in page
    assert names(browser.get(f"{PAGE}?words=nobody")) == ["Cleo Brook"]


def test_a_search_needs_the_page_it_comes_from(cast: Cast, as_person: Any) -> None:
    forged = as_person(cast.worker, enforce_csrf_checks=True)
    assert forged.post(PAGE, {"words": "Brook"}).status_code == 403


def test_htmx_gets_the_list_alone_and_the_back_button_the_whole_page(cast: Cast, browser: Browser) -> None:
    asked = {"HX-Request": "true", "HX-Target": "caseload"}
    part = browser.get(PAGE, headers=asked)
    assert "<html" not in part.content.decode()
    assert names(part) == ["Cleo Brook"]
    assert 'id="shown"' in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    assert "no-store" in part.headers["Cache-Control"]
    back = browser.get(PAGE, headers={**asked, "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_an_ended_episode_is_not_in_the_list(cast: Cast, browser: Browser) -> None:
    cast.cleo.ended_on = TODAY
    cast.cleo.save()
    assert names(browser.get(PAGE)) == []


def test_an_empty_caseload_teaches(cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.teammate).get(PAGE)
    assert "No clients yet" in text(answer)
    assert answer.content.decode().count('href="/clients/add/"') == 2
    assert answer.content.decode().count('href="/scores/"') >= 2


def test_nothing_needed_is_said(cast: Cast, as_person: SignIn) -> None:
    client(cast, "Calm", COURSES["on_track"], of=cast.teammate)
    browser = as_person(cast.teammate)
    assert "Nothing needs you now." in text(browser.get(PAGE))
    assert "Nothing needs you now." in text(browser.get(f"{PAGE}?show=now"))


def test_the_agencies_reference_stands_where_there_is_no_name(cast: Cast, browser: Browser) -> None:
    cast.cleo.client.name = ""
    cast.cleo.client.save()
    assert names(browser.get(PAGE)) == ["R-1"]


def test_what_people_typed_is_escaped(cast: Cast, browser: Browser) -> None:
    client(cast, "<b>Bobby</b>", COURSES["stalled"], reference='"><i>R</i>')
    Standing.objects.filter(episode=cast.cleo).update(reason="<u>why</u>", steps=[["2026-01-01", "x", "<s>step</s>"]])
    page = browser.get(PAGE).content.decode()
    for tag in ("<b>", "<i>", "<u>", "<s>"):
        assert tag not in page.split('<div id="caseload"')[1]
    assert "&lt;b&gt;Bobby" in page
    assert "&lt;i&gt;R" in page
    searched = browser.post(PAGE, {"words": '"><script>x'}).content.decode()
    assert "<script>x" not in searched


def test_a_worker_sees_neither_teammates_nor_other_agencies(cast: Cast, browser: Browser) -> None:
    client(cast, "Mate's Client", COURSES["stalled"], of=cast.teammate)
    page = browser.get(PAGE)
    assert names(page) == ["Cleo Brook"]
    assert "Hanna" not in page.content.decode()
    assert "Clients of" not in text(page)


def test_who_went_to_another_agency_takes_no_client_along(cast: Cast, browser: Browser) -> None:
    Membership.objects.filter(person=cast.worker).update(agency=cast.other_agency, team=None)
    page = browser.get(PAGE)
    assert names(page) == []
    assert "Cleo" not in page.content.decode()


@pytest.fixture
def team(cast: Cast, as_person: SignIn) -> Browser:
    client(cast, "Wim's Client", COURSES["on_track"], of=cast.teammate)
    client(cast, "Sunita's Own", COURSES["watch"], of=cast.supervisor)
    client(cast, "Elsewhere", COURSES["stalled"], of=cast.worker_elsewhere)
    return as_person(cast.supervisor)


def test_a_supervisor_sees_the_team_with_its_workers(cast: Cast, team: Browser) -> None:
    page = team.get(PAGE)
    assert names(page) == ["Cleo Brook", "Sunita's Own", "Wim's Client"]
    assert "Wanda" in row_of(page, "Cleo Brook")
    assert "Hanna" not in page.content.decode()


def test_a_supervisor_filters_by_worker_and_their_own(cast: Cast, team: Browser) -> None:
    assert names(team.get(f"{PAGE}?whose=mine")) == ["Sunita's Own"]
    assert names(team.get(f"{PAGE}?whose={cast.teammate.public_id}")) == ["Wim's Client"]
    assert names(team.get(f"{PAGE}?whose={cast.worker.public_id}&show=watch")) == []
    for other in (cast.worker_elsewhere, cast.outsider):
        assert team.get(f"{PAGE}?whose={other.public_id}").status_code == 404


def test_workers_stand_in_the_order_of_their_names_and_are_not_counted(cast: Cast, team: Browser) -> None:
    choices = team.get(PAGE).content.decode().split('id="whose"')[1].split("</select>")[0]
    named = re.findall(r"<option[^>]*>([^<]*)</option>", choices)
    assert named == ["The whole team", "My own clients", "Sunita", "Wanda", "Wim"]


def test_clients_of_a_worker_who_left_need_a_worker(cast: Cast, team: Browser) -> None:
    assert "Needs a worker" not in text(team.get(PAGE))
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    assert "Needs a worker" in row_of(team.get(PAGE), "Wim's Client")
    assert names(team.get(f"{PAGE}?whose=nobody")) == ["Wim's Client"]


def test_one_page_holds_so_many_and_the_rest_follows(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseload, "PAGE", 2)
    for number in range(2):
        client(cast, f"Calm {number}", COURSES["on_track"])
    assert names(browser.get(PAGE)) == ["Cleo Brook", "Calm 0"]
    second = browser.get(f"{PAGE}?page=2")
    assert names(second) == ["Calm 1"]
    assert "3 clients" in text(second)


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_many_rows_take_as_many_queries_as_few(cast: Cast, as_person: SignIn, who: str) -> None:
    browser = as_person(getattr(cast, who))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGE).status_code == 200
        return len(seen)

    few = queries()
    for number in range(12):
        client(cast, f"Many {number}", COURSES["stalled"])
    assert queries() == few


def test_whoever_is_steady_as_is_the_aim_needs_no_look(cast: Cast, browser: Browser) -> None:
    """E.3: where the aim is to stay well, steady is not stalled, and no alert is raised."""
    steady = client(cast, "Stay Well", COURSES["stalled"])
    assert "Stay Well" in names(browser.get(f"{PAGE}?show=now"))
    record_facts(cast.actor(cast.worker), steady, [Care(on=TODAY, aim="stay_well")], write_context())
    assert "Stay Well" not in names(browser.get(f"{PAGE}?show=now"))
    page = browser.get(PAGE)
    assert "Steady, which is the aim." in row_of(page, "Stay Well")
    assert page.content.decode().index("Everybody else") < page.content.decode().index("Stay Well")
    assert "Stay Well" in names(browser.get(f"{PAGE}?show=stalled"))


def test_nobody_who_gets_worse_is_called_steady_whatever_the_next_step(cast: Cast, browser: Browser) -> None:
    worse = client(cast, "Going Down", COURSES["deteriorating"])
    Standing.objects.filter(episode=worse).update(steps=[[TODAY.isoformat(), "continue", "Continue as planned"]])
    page = browser.get(PAGE)
    assert "Steady" not in row_of(page, "Going Down")
    assert "Going Down" in names(browser.get(f"{PAGE}?show=now"))
