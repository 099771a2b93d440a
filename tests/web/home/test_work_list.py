"""The work list: what needs somebody now, each with one act; what was handled moves below with its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.advocacy.acts import planned
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts as consulting
from tests.web.home.people import COURSES, client, links_of, names, row_of, text, unscored
from tests.web.reviews.acts import IN_TWO_WEEKS, opened
from tests.web.safety.acts import sign
from unstuck.instruments import load
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode, LifeArea
from unstuck.web.checkins.actions.asking import NewCheckin, ask
from unstuck.web.components import dates
from unstuck.web.consultation.models import Consultation
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.safety.actions.care import Attempt, record_attempt

SignIn = Callable[[Person | None], Browser]
PAGE = "/caseload/"


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def act_of(answer: Any, name: str) -> tuple[str, str]:
    """Return the words of a row's one act, and where it leads. There are two links: the client's page, and the act."""
    row = row_of(answer, name)
    _client, address = links_of(row)
    words = text(row.rsplit("<a", 1)[1].partition(">")[2])
    return words.partition(":")[0].strip(), address


def part_of(answer: Any, name: str) -> str:
    """Return the heading above a client."""
    before = answer.content.decode().partition(f">{name}</a>")[0].rsplit("<h2", 1)[1]
    return text(before.partition(">")[2].partition("</h2>")[0])


def on_day(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=days))


def test_what_was_decided_moves_below_until_its_day(
    cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert act_of(as_person(cast.worker).get(PAGE), "Cleo Brook")[0] == "Open a review"
    opened(cast)
    review = f"/clients/{cast.cleo.public_id}/review/"
    page = as_person(cast.worker).get(PAGE)
    assert (act_of(page, "Cleo Brook"), part_of(page, "Cleo Brook")) == (
        ("Continue the review", review),
        "Needs me now (1)",
    )
    choice = acts.ReviewDecision("What do we not see?", "change_approach", "Walks", IN_TWO_WEEKS)
    acts.record_decision(cast.actor(cast.worker), cast.cleo, choice, write_context())
    page = as_person(cast.worker).get(PAGE)
    assert part_of(page, "Cleo Brook") == "Waits for its day (1)"
    assert "Waiting until 6 December for the review" in text(row_of(page, "Cleo Brook"))
    assert names(as_person(cast.worker).get(f"{PAGE}?show=now")) == []
    on_day((IN_TWO_WEEKS - TODAY).days, monkeypatch)
    page = as_person(cast.worker).get(PAGE)
    assert part_of(page, "Cleo Brook").startswith("Needs me now")


def test_what_was_put_off_moves_below_and_a_concern_keeps_it_on_top(cast: Cast, as_person: SignIn) -> None:
    alert = Alert.objects.get(episode=cast.cleo)
    busy = AlertAnswer("Busy week.", TODAY + timedelta(days=9))
    take_step(cast.actor(cast.worker), alert, "put_off", busy, write_context())
    page = as_person(cast.worker).get(PAGE)
    assert part_of(page, "Cleo Brook") == "Waits for its day (1)"
    assert "Waiting until 1 December because it was put off" in text(row_of(page, "Cleo Brook"))
    concern = sign(cast, "suicide")
    page = as_person(cast.worker).get(PAGE)
    assert part_of(page, "Cleo Brook") == "Needs me now (1)"
    assert act_of(page, "Cleo Brook") == ("Take it on", f"/concerns/{concern.public_id}/")


def test_what_a_weeks_budget_does_not_hold_waits_for_its_turn(cast: Cast, browser: Browser) -> None:
    for number in range(5):
        client(cast, f"Stuck {number}", COURSES["stalled"])
    client(cast, "Worse", COURSES["deteriorating"])
    page = browser.get(PAGE)
    assert names(page)[0] == "Worse"
    assert "Needs me now (6)" in text(page)
    last = names(page)[-1]
    assert part_of(page, last) == "Waits for its day (1)"
    assert "Waiting until 23 November for its turn" in text(row_of(page, last))


def test_a_colleagues_answer_leads_to_the_consultation(cast: Cast, as_person: SignIn) -> None:
    calm = client(cast, "Calm", COURSES["on_track"])
    asked = consulting.asked(cast, cast.teammate, episode=calm)
    page = as_person(cast.worker).get(PAGE)
    assert "Waiting until 6 December for a colleague's answer" in text(row_of(page, "Calm"))
    colleague = as_person(cast.teammate).get(PAGE)
    assert "From Wanda" in text(colleague)
    assert f"/consultations/{asked.public_id}/" in links_of(colleague.content.decode())
    assert "Calm" not in colleague.content.decode()
    Consultation.objects.filter(pk=asked.pk).update(state="answered")
    page = as_person(cast.worker).get(PAGE)
    assert act_of(page, "Calm") == ("Read the answer and decide", f"/consultations/{asked.public_id}/")
    Consultation.objects.filter(pk=asked.pk).update(state="asked", asked_at=NOW - timedelta(days=15))
    page = as_person(cast.worker).get(PAGE)
    assert act_of(page, "Calm")[0] == "Ask another colleague"


def test_a_checkin_waits_until_its_time_ran_out(cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    calm = client(cast, "Calm", COURSES["on_track"])
    made = ask(cast.actor(cast.worker), calm, NewCheckin("link", [load("PHQ-9")], TODAY), WriteContext(NOW, TODAY))
    assert part_of(as_person(cast.worker).get(PAGE), "Calm") == "Waits for its day (1)"
    expires: datetime = made.expires_at
    monkeypatch.setattr(dates, "wall_clock", lambda: expires)
    page = as_person(cast.worker).get(PAGE)
    assert act_of(page, "Calm") == ("Ask again", f"/clients/{calm.public_id}/check-ins/ask/")


def test_somebody_silent_is_got_in_touch_with(cast: Cast, browser: Browser) -> None:
    quiet = client(cast, "Quiet", COURSES["on_track"], last=TODAY - timedelta(weeks=5))
    page = browser.get(PAGE)
    address = f"/clients/{quiet.public_id}/safety/contact/"
    assert act_of(page, "Quiet") == ("Record an attempt to reach them", address)


def test_of_several_things_one_is_the_act_and_the_others_are_said(cast: Cast, browser: Browser) -> None:
    planned(cast, "appeal", deadline=TODAY + timedelta(days=3), do_by=TODAY)
    row = LifeArea(on=TODAY, area="housing", imminent_loss=True)
    page = browser.get(PAGE)
    assert act_of(page, "Cleo Brook")[0] == "Speak up for the client", "the last day will not wait"
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    page = browser.get(PAGE)
    home = f"/clients/{cast.cleo.public_id}/"
    assert act_of(page, "Cleo Brook") == ("See what could help, together", f"{home}network/")
    assert "Last day to send something: 25 Nov" in text(row_of(page, "Cleo Brook"))


def test_a_supervisor_is_led_only_where_they_may_read(cast: Cast, as_person: SignIn) -> None:
    asked_again = client(cast, "Asked", COURSES["on_track"])
    long_ago = WriteContext(NOW - timedelta(days=27), TODAY - timedelta(days=27))
    ask(cast.actor(cast.worker), asked_again, NewCheckin("link", [load("PHQ-9")], long_ago.today), long_ago)
    client(cast, "Quiet", COURSES["on_track"], last=TODAY - timedelta(weeks=5))
    sign(cast, "suicide", episode=client(cast, "Danger", COURSES["improved"]))
    supervisor = as_person(cast.supervisor)
    page = supervisor.get(PAGE)
    assert "Needs somebody now (4)" in text(page)
    for name in ("Danger", "Cleo Brook", "Asked", "Quiet"):
        _words, address = act_of(page, name)
        assert supervisor.get(address.partition("#")[0]).status_code == 200, name


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Zed", "Cleo Brook", "Bea", "Ann"]),
        ("name", ["Zed", "Ann", "Bea", "Cleo Brook"]),
        ("heard", ["Zed", "Bea", "Cleo Brook", "Ann"]),
        ("day", ["Zed", "Cleo Brook", "Bea", "Ann"]),
    ],
)
def test_in_every_order_whoever_is_in_danger_stands_first(
    cast: Cast, browser: Browser, sort: str, order: list[str]
) -> None:
    """Cleo's last score is seven days old, Bea's nine; Ann was heard from today. Bea's outside support waits."""
    client(cast, "Ann", COURSES["on_track"])
    bea = client(cast, "Bea", COURSES["improved"], last=TODAY - timedelta(days=9))
    planned(cast, "letter", episode=bea, do_by=TODAY + timedelta(days=5))
    sign(cast, "suicide", episode=client(cast, "Zed", COURSES["recovered"]))
    page = browser.get(f"{PAGE}?sort={sort}")
    assert names(page) == order
    assert ["row--first" in row_of(page, name) for name in order] == [True, False, False, False]  # red, not "recovered"


def test_who_was_last_heard_from_on_the_same_day_stands_by_name(cast: Cast, browser: Browser) -> None:
    """Whoever looks for a name among those of one day does not look by urgency."""
    same = TODAY - timedelta(days=7)
    client(cast, "Ann", COURSES["on_track"], last=same)
    client(cast, "Zoe", COURSES["deteriorating"], last=same)
    assert names(browser.get(f"{PAGE}?sort=heard")) == ["Ann", "Cleo Brook", "Zoe"]


def test_the_last_score_stands_under_its_own_heading(cast: Cast, browser: Browser) -> None:
    quiet = client(cast, "Told", COURSES["on_track"], last=TODAY - timedelta(days=15))
    attempt = Attempt(TODAY - timedelta(days=2), "phone", reached=True, welfare_check=False)
    record_attempt(cast.actor(cast.worker), quiet, attempt, WriteContext(NOW, TODAY))
    unscored(cast, "New", TODAY)
    page = browser.get(PAGE)
    assert '<th scope="col" class="c-heard">Last score</th>' in page.content.decode()
    assert "Last score 6 2 weeks ago heard 2 days ago" in text(row_of(page, "Told"))
    assert "Last score –" in text(row_of(page, "New"))
    assert "Last heard" not in text(page)


def test_addresses_that_somebody_kept_lead_on(cast: Cast, browser: Browser) -> None:
    assert names(browser.get(f"{PAGE}?show=look")) == ["Cleo Brook"]
    assert browser.get("/reviews/")["Location"] == "/caseload/?show=reviews"


def test_everything_at_once_takes_as_many_queries_for_many_as_for_one(cast: Cast, browser: Browser) -> None:
    def busy(episode: Episode) -> None:
        consulting.asked(cast, cast.teammate, episode=episode)
        sign(cast, "suicide", episode=episode)
        planned(cast, "appeal", episode=episode, deadline=TODAY + timedelta(days=3), do_by=TODAY, safe_way="Here")
        ask(cast.actor(cast.worker), episode, NewCheckin("link", [load("PHQ-9")], TODAY), WriteContext(NOW, TODAY))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGE).status_code == 200
        return len(seen)

    busy(cast.cleo)
    few = queries()
    for number in range(3):
        busy(client(cast, f"Many {number}", COURSES["stalled"]))
    assert queries() == few
