"""The setting of the alerts: what it means is seen before, who may changes it, and everybody is judged with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, OperationalError
from django.test import Client as Browser

from tests.web.cast import NOW, Cast
from tests.web.home.people import client, text
from unstuck.progress.curve_files import shipped_curve
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions import judging
from unstuck.web.alerts.actions.judging import judge_next
from unstuck.web.alerts.actions.setting import choose_budget
from unstuck.web.alerts.models import Alert, BudgetChoice, BudgetRound
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.judging import FirstScores, Series, judge
from unstuck.web.caseload.models import Episode, Standing
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
    """Choose a setting, and let the worker process do what follows."""
    choose_budget(cast.actor(person or cast.manager), share, now=NOW)
    judge_until_done()


def judge_until_done() -> None:
    while judge_next(lambda: NOW):
        pass


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


def test_everybody_in_care_is_judged_with_it_and_alerts_follow(cast: Cast) -> None:
    episode = client(cast, "Border", BORDERLINE)
    choose(cast, 0.03)
    assert Standing.objects.get(pk=episode.pk).code != "stalled"
    assert not Alert.objects.filter(episode=episode, present=True).exists()
    choose(cast, 0.15)
    assert Standing.objects.get(pk=episode.pk).code == "stalled"
    assert Alert.objects.get(episode=episode).present
    choose(cast, 0.03)
    assert not Alert.objects.get(episode=episode).present, "the sign passed: what was called stays on record"


def test_the_form_does_not_wait_for_thousands_and_the_page_says_how_far_it_is(
    cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "CLIENTS_AT_ONCE", 2)
    episodes = [client(cast, f"Border {number}", BORDERLINE) for number in range(4)]
    waiting = Episode.objects.filter(client__agency=cast.agency, ended_on=None).count()
    browser = as_person(cast.manager)
    answer = browser.post(PAGE, {"once": once(browser), "share": "0.15"})
    assert answer.status_code == 302
    assert not Standing.objects.filter(pk__in=[one.pk for one in episodes], code="stalled").exists()
    page = text(browser.get(PAGE))
    assert f"is being judged again with the last choice: 0 of {waiting} so far" in page
    assert "15 in 100 set now" in page

    before = Entry.objects.filter(action="alerts.judged_again").count()
    assert judge_next(lambda: NOW)
    assert f"2 of {waiting} so far" in text(browser.get(PAGE))
    assert Entry.objects.filter(action="alerts.judged_again").count() == before + 1, "one transaction, on record"
    judge_until_done()
    assert "being judged again" not in text(browser.get(PAGE))
    assert Standing.objects.filter(pk__in=[one.pk for one in episodes], code="stalled").count() == len(episodes)


def test_a_later_choice_takes_the_place_of_one_that_is_under_way(cast: Cast) -> None:
    episode = client(cast, "Border", BORDERLINE)
    choose_budget(cast.actor(cast.manager), 0.03, now=NOW)
    choose(cast, 0.15)
    assert [one.stage for one in BudgetRound.objects.all()] == ["replaced", "done"]
    assert Standing.objects.get(pk=episode.pk).code == "stalled"
    choose_budget(cast.actor(cast.manager), 0.15, now=NOW)
    assert BudgetRound.objects.count() == 2, "what is set already changes nobody's state"


def test_what_died_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "CLIENTS_AT_ONCE", 1)
    episodes = [client(cast, f"Border {number}", BORDERLINE) for number in range(2)]
    choose_budget(cast.actor(cast.manager), 0.15, now=NOW)
    seen: list[int] = []
    true = judge_again

    def killed(some: list[int], *rest: object) -> None:
        seen.extend(some)
        true(some, *rest)  # type: ignore[arg-type]
        if some == [episodes[-1].pk] and seen.count(some[0]) == 1:
            raise OperationalError("the database went away")

    monkeypatch.setattr(judging, "judge_again", killed)
    assert judge_next(lambda: NOW)
    with pytest.raises(OperationalError):
        judge_until_done()
    assert Standing.objects.get(pk=episodes[-1].pk).code != "stalled", "nothing of that transaction was kept"
    judge_until_done()
    assert seen.count(episodes[0].pk) == 1
    assert {Standing.objects.get(pk=one.pk).code for one in episodes} == {"stalled"}


def test_what_goes_wrong_is_given_up_and_said(cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client(cast, "Border", BORDERLINE)
    choose_budget(cast.actor(cast.manager), 0.15, now=NOW)
    monkeypatch.setattr(judging, "judge_again", lambda *_: 1 / 0)
    judge_until_done()
    current = BudgetRound.objects.get()
    assert (current.stage, current.tries, current.judged) == ("given_up", 3, 0)
    assert "something went wrong on our side" in text(as_person(cast.manager).get(PAGE))


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
