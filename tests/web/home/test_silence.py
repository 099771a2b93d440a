"""Not heard from is never on track: every place where a state is shown, asked of somebody silent for five weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.unit.population.test_coming_back import attendance
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.learning import learn_from_the_past
from unstuck.web.alerts.models import PastFigures
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.models import Care, Episode
from unstuck.web.caseload.queries import courses
from unstuck.web.consultation.brief import BriefSource, _scores, identifiers_of
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.supervision.queries import OPEN, SILENT_CLIENTS, count_by_worker

SignIn = Callable[[Person | None], Browser]
LONG_AGO = TODAY - timedelta(weeks=5)
QUIET = ("on_track", "improved", "recovered", "watch")


@pytest.fixture
def silent(cast: Cast) -> Episode:
    return client(cast, "Sil", COURSES["on_track"], last=LONG_AGO)


@pytest.mark.parametrize("state", QUIET)
def test_the_caseload_says_not_heard_from_and_the_state_of_the_last_score(
    cast: Cast, as_person: SignIn, state: str
) -> None:
    client(cast, "Sil", COURSES[state], last=LONG_AGO)
    page = as_person(cast.worker).get("/caseload/").content.decode()
    row = next(line for line in page.split("<tr") if "Sil" in line)
    assert "state--silent" in row
    assert f"state--{state}" not in row
    assert "Not heard from" in row
    assert "at the last score: " in row
    assert "At the last score: " in row


def test_filters_do_not_count_somebody_silent_as_on_track(cast: Cast, as_person: SignIn, silent: Episode) -> None:
    client(cast, "Ona", COURSES["on_track"])
    browser = as_person(cast.worker)
    assert "Sil" not in text(browser.get("/caseload/?show=on_track"))
    assert "Ona" in text(browser.get("/caseload/?show=on_track"))
    assert "Sil" in text(browser.get("/caseload/?show=silent"))


def test_a_state_that_needs_a_look_is_not_hidden_by_silence(cast: Cast, as_person: SignIn) -> None:
    client(cast, "Stu", COURSES["stalled"], last=LONG_AGO)
    page = as_person(cast.worker).get("/caseload/").content.decode()
    row = next(line for line in page.split("<tr") if "Stu" in line)
    assert "state--stalled" in row
    assert "Not heard from for 5 weeks" in row


@pytest.mark.parametrize("where", ["", "before/", "review/"])
def test_the_clients_pages(cast: Cast, as_person: SignIn, silent: Episode, where: str) -> None:
    page = as_person(cast.worker).get(f"/clients/{silent.public_id}/{where}").content.decode()
    head = page.split("<h2")[0] if where != "before/" else page.split("<section")[0]
    assert "Not heard from" in head
    assert "state--on_track" not in head


def test_a_supervisor_counts_them_apart(cast: Cast, silent: Episode) -> None:
    (work,) = [one for one in count_by_worker(cast.actor(cast.manager), NOW, TODAY) if one.worker == cast.worker.pk]
    assert work.counts[SILENT_CLIENTS] == 1
    assert work.counts["on_track"] == 0
    assert work.counts[OPEN] == 2


def test_a_brief_to_a_colleague_says_that_the_state_is_an_old_one(cast: Cast, silent: Episode) -> None:
    case = BriefSource(silent, facts_about(silent), courses(silent), (), "", TODAY, identifiers_of(silent))
    assert list(_scores(case))[-1] == "Not heard from for 5 weeks: this is how it was at the last score."


def test_ended_work_is_not_silent(cast: Cast, as_person: SignIn, silent: Episode) -> None:
    Episode.objects.filter(pk=silent.pk).update(ended_on=TODAY)
    page = as_person(cast.worker).get(f"/clients/{silent.public_id}/").content.decode()
    assert "state--on_track" in page
    assert "Staying in touch" not in page


@pytest.mark.parametrize("where", ["", "review/"])
def test_after_an_ending_nobody_is_asked_to_get_in_touch(
    cast: Cast, as_person: SignIn, silent: Episode, where: str
) -> None:
    browser, address = as_person(cast.worker), f"/clients/{silent.public_id}/{where}"
    assert "Get in touch with the client" in text(browser.get(address))
    Episode.objects.filter(pk=silent.pk).update(ended_on=TODAY, ended_because="goals")
    said = text(browser.get(address))
    assert "Get in touch" not in said
    assert "Collect the next scores" not in said
    assert "would change the answer" not in said


def test_after_an_ending_a_risk_and_the_day_to_ask_how_it_went_stay(
    cast: Cast, as_person: SignIn, silent: Episode
) -> None:
    sign(cast, "suicide", episode=silent)
    soon = TODAY + timedelta(weeks=2)
    asks = EndingDetails("moved_away", TODAY, "To the coast", risk_words="The new doctor knows", ask_on=soon)
    end_work(cast.actor(cast.worker), silent, asks, write_context())
    where = f"/clients/{silent.public_id}/"
    for person in (cast.worker, cast.supervisor):
        answer = as_person(person).get(where)
        assert "Respond to the risk first" in text(answer)
        assert "Thoughts of suicide" in text(answer)
        assert "Get in touch" not in text(answer)
        assert f'href="{where}how-it-went/"' in answer.content.decode()


def test_reasons_stand_on_the_clients_page_without_a_number_where_the_agency_is_small(
    cast: Cast, as_person: SignIn, silent: Episode
) -> None:
    row = Care(on=TODAY, sessions_missed_recently=2)
    record_facts(cast.actor(cast.worker), silent, [row], write_context())
    page = text(as_person(cast.worker).get(f"/clients/{silent.public_id}/"))
    assert "Staying in touch" in page
    assert "2 sessions" in page
    assert "No score for 5 weeks; usually one comes after 7 days." in page
    assert "No number: it takes 50 clients" in page


def test_a_number_once_enough_clients_came_and_stayed_away(cast: Cast, as_person: SignIn) -> None:
    starts, days, _until, _stopped = attendance(70, hazard=0.08)
    people = []
    for place in range(70):
        own = days[starts[place] : starts[place + 1]]
        began = TODAY - timedelta(days=168)
        scores = [(began + timedelta(days=float(day)), 12.0) for day in own]
        people.append(KnownClient(f"A-{place}", f"Came {place}", scores[0][0], scores, {}))
    take_in(cast.actor(cast.worker), "PHQ-9", people, now=NOW, today=TODAY)
    assert learn_from_the_past(NOW, TODAY) == 2, "the other agency has one alert to count"
    assert learn_from_the_past(NOW, TODAY) == 0, "what is as it was is not stored again"
    kept = PastFigures.objects.get(agency=cast.agency, kind="coming_back")
    assert kept.figures["clients"] >= 50
    stored = Entry.objects.filter(action="alerts.past_counted", actor="system", agency=str(cast.agency.public_id))
    assert stored.count() == 1
    page = text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/"))
    assert "Chance of not coming back in the next four weeks" in page
    assert "It does not know why somebody stays away" in page
