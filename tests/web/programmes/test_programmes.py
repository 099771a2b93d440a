"""An agency's programmes: its list, which of them a client belongs to and since when, and the work list of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.clients.forms import open_form, send
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import Intake, add_client
from unstuck.web.programmes.actions import add_programme, change_programme, move_to
from unstuck.web.programmes.models import EpisodeProgramme, Programme

AsPerson = Callable[[Person | None], Browser]
LIST = "/set-up/programmes/"


@pytest.fixture
def adults(cast: Cast) -> Programme:
    return add_programme(cast.actor(cast.administrator), "Adults", write_context())


@pytest.fixture
def young(cast: Cast, adults: Programme) -> Programme:
    return add_programme(cast.actor(cast.administrator), "Young people", write_context())


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_an_administrator_keeps_the_list(cast: Cast, adults: Programme, young: Programme, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    taken = send(browser, LIST, {**open_form(browser, LIST), "name": " young  People"})
    assert taken.status_code == 422
    assert "already has a programme with this name" in text_of(taken)
    assert send(browser, LIST, {**open_form(browser, LIST), "name": "Families"}).status_code == 302
    one = f"{LIST}{young.public_id}/"
    typed = {"name": "Youth", "place": "3", "offered": "no"}
    assert send(browser, one, {**open_form(browser, one), **typed}).status_code == 302
    found = [(row.name, row.place, row.ended_at is None) for row in Programme.objects.filter(agency=cast.agency)]
    assert found == [("Adults", 1, True), ("Families", 2, True), ("Youth", 3, False)]
    assert Entry.objects.latest("id").details == {"renamed": True, "on": False, "place": 3}, "a name is never on record"
    assert send(browser, one, {**open_form(browser, one), **typed, "offered": "yes"}).status_code == 302
    assert Programme.objects.get(pk=young.pk).ended_at is None, "taken up again"
    with pytest.raises(Denied):
        add_programme(cast.actor(cast.manager), "Mine", write_context())


def test_it_is_asked_only_where_there_is_one(cast: Cast, as_person: AsPerson, request: pytest.FixtureRequest) -> None:
    browser, address = as_person(cast.worker), "/clients/add/"
    typed = {"reference": "R-2", "name": "Nia Moss", "started_on": "2026-11-02"}
    assert "Programme" not in text_of(browser.get(address))
    adults, ended = request.getfixturevalue("adults"), request.getfixturevalue("young")
    change_programme(cast.actor(cast.administrator), ended, "Ended", 2, is_on=False, context=write_context())
    form = open_form(browser, address)
    asked = text_of(browser.get(address))
    assert "Adults None of these, or not known yet" in asked
    assert "Ended" not in asked
    for wrong in ({}, {"programme": ended.public_id.hex}):
        answer = send(browser, address, {**form, **typed, **wrong})
        assert answer.status_code == 422
        assert "Choose the programme, or say that it is none of these." in text_of(answer)
    added = send(browser, address, {**form, **typed, "programme": adults.public_id.hex})
    assert added.status_code == 302
    (row,) = EpisodeProgramme.objects.all()
    assert (row.episode.client.reference, row.programme, row.on) == ("R-2", adults, date(2026, 11, 2))
    assert "in the programme Adults" in text_of(browser.get(added.headers["Location"]))


def test_it_changes_from_a_day_on(cast: Cast, adults: Programme, young: Programme, as_person: AsPerson) -> None:
    worker, began = cast.actor(cast.worker), cast.cleo.started_on
    refused = {
        "too_early": (adults, began - timedelta(days=1)),
        "future_date": (adults, TODAY + timedelta(days=1)),
    }
    for code, (programme, on) in refused.items():
        with pytest.raises(Denied) as denied:
            move_to(worker, cast.cleo, programme, on, write_context())
        assert denied.value.code == code
    move_to(worker, cast.cleo, adults, began, write_context())
    with pytest.raises(Denied, match="belongs there already"):
        move_to(worker, cast.cleo, adults, TODAY, write_context())
    with pytest.raises(Denied, match="Only the client's own worker"):
        move_to(cast.actor(cast.teammate), cast.cleo, young, TODAY, write_context())
    browser, address = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/programme/"
    typed = {"programme": young.public_id.hex, "on": "2026-11-01"}
    assert send(browser, address, {**open_form(browser, address), **typed}).status_code == 302
    with pytest.raises(Denied, match="must not be before 1 November 2026"):
        move_to(worker, cast.cleo, None, date(2026, 10, 31), write_context())
    page = text_of(browser.get(address))
    assert "1 November 2026: Young people Wanda" in page
    assert "in the programme Young people" in text_of(
        as_person(cast.supervisor).get(f"/clients/{cast.cleo.public_id}/")
    )
    entry = Entry.objects.filter(action="client.programme").latest("id")
    assert (entry.subject_id, entry.details) == (str(cast.cleo.public_id), {"programme": str(young.public_id)})
    record = text_of(browser.get(f"/clients/{cast.cleo.public_id}/rights/record/"))
    assert "Programme: Young people" in record


def test_another_agencys_programme_is_none(cast: Cast, adults: Programme) -> None:
    otto = cast.actor(cast.outsider)
    with pytest.raises(Denied, match="has ended"):
        move_to(otto, cast.outside_client, adults, TODAY, write_context())
    with pytest.raises(Denied, match="has ended"):
        add_client(otto, NewClient("H-2", "", TODAY), Intake(adults), now=NOW, today=TODAY)
    assert not Episode.objects.filter(client__reference="H-2").exists(), "nothing half done"


def test_the_work_list_of_one_programme(cast: Cast, adults: Programme, young: Programme, as_person: AsPerson) -> None:
    worker = cast.actor(cast.worker)
    add_client(worker, NewClient("R-2", "Nia Moss", TODAY), Intake(young), now=NOW, today=TODAY)
    move_to(worker, cast.cleo, young, cast.cleo.started_on, write_context())
    move_to(worker, cast.cleo, adults, TODAY, write_context())
    for person in (cast.worker, cast.supervisor):
        browser = as_person(person)
        whole = text_of(browser.get("/caseload/"))
        assert "Programme All programmes 2 Adults 1 Young people 1" in whole
        assert "None yet" not in whole
        listed = text_of(browser.get("/caseload/", {"programme": adults.public_id.hex}))
        assert "Cleo Brook" in listed
        assert "Nia Moss" not in listed
        assert browser.get("/caseload/", {"programme": "0" * 32}).status_code == 404
    assert "All programmes" not in text_of(as_person(cast.outsider).get("/caseload/"))
    assert as_person(cast.outsider).get("/caseload/", {"programme": adults.public_id.hex}).status_code == 404
