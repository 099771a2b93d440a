"""Adding clients, changing what they are called, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.clients.forms import open_form, send
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.models import Client, Episode, Standing

SignIn = Callable[[Person | None], Browser]


def add(browser: Browser, reference: str, name: str = "Nia Moss") -> str:
    fields = open_form(browser, "/clients/add/")
    answer = send(browser, "/clients/add/", {**fields, "reference": reference, "name": name, "started_on": TODAY})
    return str(answer.content.decode()) if answer.status_code == 422 else ""


def test_a_client_comes_to_ones_own_caseload(cast: Cast, as_person: SignIn) -> None:
    assert add(as_person(cast.worker), "R-2") == ""
    episode = Episode.objects.get(client__reference="R-2")
    assert (episode.worker_id, episode.started_on) == (cast.worker.pk, TODAY)
    assert Standing.objects.get(episode=episode).code == "too_early"
    assert "Nia Moss" in as_person(cast.worker).get("/caseload/").content.decode()
    assert "Nia Moss" not in as_person(cast.teammate).get("/caseload/").content.decode()


@pytest.mark.parametrize("reference", ["R-1", "r-1", " R-1 "])
def test_a_reference_is_taken_once_at_an_agency(cast: Cast, as_person: SignIn, reference: str) -> None:
    assert "already known at your agency" in add(as_person(cast.teammate), reference)
    assert add(as_person(cast.outsider), reference) == ""


def test_a_name_may_be_left_out(cast: Cast, as_person: SignIn) -> None:
    assert add(as_person(cast.worker), "R-3", "") == ""
    assert Client.objects.get(reference="R-3").called == "R-3"


def test_name_and_reference_can_be_changed(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/edit/"
    typed = {"reference": "R-9", "name": "Cleo Stream"}
    assert send(browser, address, {**open_form(browser, address), **typed}).status_code == 302
    client = Client.objects.get(pk=cast.cleo.client_id)
    assert (client.reference, client.key, client.name) == ("R-9", "r-9", "Cleo Stream")
    assert "already known" in add(browser, "r-9")


def leave(person: Person) -> None:
    Membership.objects.filter(person=person, ended_at=None).update(ended_at=NOW)


def test_clients_of_a_worker_who_left_stay_with_the_supervisor(cast: Cast, as_person: SignIn) -> None:
    leave(cast.worker)
    page = f"/clients/{cast.cleo.public_id}/"
    assert as_person(cast.supervisor).get(page).status_code == 200
    assert as_person(cast.worker).get(page).status_code == 403
    assert as_person(cast.other_supervisor).get(page).status_code == 404
    assert as_person(cast.teammate).get(page).status_code == 404


def test_clients_go_with_a_worker_who_changes_team(cast: Cast, as_person: SignIn) -> None:
    leave(cast.worker)
    Membership.objects.create(
        person=cast.worker,
        agency=cast.agency,
        team=cast.other_team,
        role=Role.WORKER,
        started_at=NOW + timedelta(seconds=1),
    )
    page = f"/clients/{cast.cleo.public_id}/"
    assert as_person(cast.worker).get(page).status_code == 200
    assert as_person(cast.supervisor).get(page).status_code == 404
    assert as_person(cast.other_supervisor).get(page).status_code == 200
