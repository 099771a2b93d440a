"""The setting of the alerts: what it means is seen before, who may changes it, and everybody is judged with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.home.people import client, text
from unstuck.progress.curve_files import shipped_curve
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.setting import choose_budget
from unstuck.web.alerts.models import Alert, BudgetChoice
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.judging import FirstScores, Series, judge
from unstuck.web.caseload.models import Standing
from unstuck.web.components.denied import Denied

SignIn = Callable[[Person | None], Browser]
PAGE = "/alerts/setting/"
BORDERLINE = (17, 15, 14, 14, 12, 12, 13, 13, 14)
"""Called at the settings with most alerts alone; found by trying courses, checked below."""


def once(browser: Browser) -> str:
    """Return the idempotency key of the form, as a browser would send it back."""
    found = re.search(r'name="once" value="([^"]+)"', browser.get(PAGE).content.decode())
    assert found is not None
    return found[1]


def choose(cast: Cast, share: float, person: Person | None = None) -> None:
    choose_budget(cast.actor(person or cast.manager), share, now=NOW, today=TODAY)


def states_at(budget: float) -> list[str]:
    days = [7.0 * week for week in range(len(BORDERLINE))]
    series = Series(1, list(range(len(days))), days, [float(total) for total in BORDERLINE])
    return [one.record["state"] for one in judge("PHQ-9", [series], FirstScores(), budget)]


def test_the_course_of_these_tests_lies_between_the_settings() -> None:
    assert states_at(0.03)[-1] != "stalled"
    assert states_at(0.15)[-1] == "stalled"


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_it_is_reached_by_clicking_and_shows_what_each_setting_means(cast: Cast, as_person: SignIn, who: str) -> None:
    browser = as_person(getattr(cast, who))
    first = browser.get("/", follow=True).content.decode()
    assert f'href="{PAGE}"' in first
    page = text(browser.get(PAGE))
    assert "What a setting means: PHQ-9" in page
    assert page.count("set now") == 1
    assert "7 in 100 set now" in page
    assert "A simulated caseload, not your own clients." in page


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_it_is_the_agencys_and_not_one_workers(cast: Cast, as_person: SignIn, who: str) -> None:
    assert as_person(getattr(cast, who)).get(PAGE).status_code in (403, 404)
    with pytest.raises(Denied) as denied:
        choose(cast, 0.03, getattr(cast, who))
    assert denied.value.code == "not_manager"
    assert not BudgetChoice.objects.exists()


def test_three_workers_with_a_long_past_see_their_own(cast: Cast, as_person: SignIn) -> None:
    people = (cast.worker, cast.teammate, cast.worker_elsewhere)
    for number in range(21):
        client(cast, f"Own {number}", (15,) * 14, of=people[number % 3])
    page = text(as_person(cast.manager).get(PAGE))
    assert "Counted on your own past: 22 clients" in page
    assert "A simulated caseload" not in page
    assert "your 3 workers would have had" in page


def test_with_fewer_workers_it_would_be_one_persons_work(cast: Cast, as_person: SignIn) -> None:
    for number in range(21):
        client(cast, f"Own {number}", (15,) * 14)
    page = text(as_person(cast.manager).get(PAGE))
    assert "numbers from your own past would be about one person's work" in page
    assert "A simulated caseload" in page
    assert "Counted on your own past" not in page


def test_a_change_is_on_record_and_shown_with_who_and_when(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.manager)
    sent = {"once": once(browser), "share": "0.03"}
    assert browser.post(PAGE, sent).status_code == 302
    page = text(browser.get(PAGE))
    assert "3 in 100 set now" in page
    assert "3 in 100 Mirjam" in page
    entry = Entry.objects.filter(action="alerts.budget_chosen").get()
    assert (entry.details["before"], entry.details["share"]) == (None, 0.03)
    assert entry.actor == str(cast.manager.public_id)
    browser.post(PAGE, sent)
    assert BudgetChoice.objects.count() == 1, "a form that is sent twice counts once"


@pytest.mark.parametrize("share", ["0.5", "", "nan"])
def test_what_the_table_does_not_offer_is_refused(cast: Cast, as_person: SignIn, share: str) -> None:
    browser = as_person(cast.manager)
    answer = browser.post(PAGE, {"once": once(browser), "share": share})
    assert answer.status_code == 422
    assert not BudgetChoice.objects.exists()
    with pytest.raises(Denied) as denied:
        choose(cast, 0.5)
    assert denied.value.code == "not_offered"


def test_everybody_in_care_is_judged_with_it_at_once_and_alerts_follow(cast: Cast) -> None:
    episode = client(cast, "Border", BORDERLINE)
    choose(cast, 0.03)
    assert Standing.objects.get(pk=episode.pk).code != "stalled"
    assert not Alert.objects.filter(episode=episode, present=True).exists()
    choose(cast, 0.15)
    assert Standing.objects.get(pk=episode.pk).code == "stalled"
    assert Alert.objects.get(episode=episode).present
    choose(cast, 0.03)
    assert not Alert.objects.get(episode=episode).present, "the sign passed: what was called stays on record"


def test_a_score_that_comes_later_is_judged_with_it_too(cast: Cast) -> None:
    choose(cast, 0.15)
    assert Standing.objects.get(pk=client(cast, "Later", BORDERLINE).pk).code == "stalled"


def test_another_agency_keeps_its_own(cast: Cast) -> None:
    choose(cast, 0.15)
    elsewhere = client(cast, "Elsewhere", BORDERLINE, of=cast.outsider)
    assert Standing.objects.get(pk=elsewhere.pk).code == states_at(0.07)[-1]


def test_choices_are_only_added(cast: Cast) -> None:
    choose(cast, 0.03)
    with pytest.raises(DatabaseError), transaction.atomic():
        BudgetChoice.objects.update(share=0.1)


def test_what_is_offered_is_what_the_curve_holds() -> None:
    curve = shipped_curve("PHQ-9", "days")
    assert curve is not None
    assert [one.share for one in curve.budgets] == [0.03, 0.05, 0.07, 0.10, 0.15]
