"""What colleagues know about a service: added, never changed, kept apart from the directory, stale forms refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, TODAY, Cast
from tests.web.directory.town import FOOD, RENT, bring, known, town
from unstuck.web.accounts.form_recovery import TOKEN
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions.notes import NewNote, note
from unstuck.web.directory.models import Note
from unstuck.web.directory.queries import is_unconfirmed

AsPerson = Callable[[Person | None], Browser]


def test_a_check_by_a_colleague_confirms_a_service(cast: Cast) -> None:
    bring(cast.agency)
    food = known(cast, FOOD)
    assert is_unconfirmed(food, TODAY)
    note(cast.actor(cast.worker), food, NewNote(TODAY - timedelta(days=180)), NOW, 0)
    assert not is_unconfirmed(known(cast, FOOD), TODAY), "180 days are not yet too many"
    assert is_unconfirmed(known(cast, FOOD), TODAY + timedelta(days=1))
    assert Entry.objects.get(action="service.noted").details == {"checked": True}


def test_an_older_check_does_not_take_the_place_of_a_newer_one(cast: Cast) -> None:
    bring(cast.agency)
    worker = cast.actor(cast.worker)
    note(worker, known(cast, RENT), NewNote(TODAY), NOW, 0)
    note(worker, known(cast, RENT), NewNote(TODAY - timedelta(days=9)), NOW, 1)
    assert known(cast, RENT).checked_on == TODAY


def test_a_note_is_never_changed(cast: Cast) -> None:
    bring(cast.agency)
    note(cast.actor(cast.worker), known(cast, RENT), NewNote(words="Ask for Tove"), NOW, 0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Note.objects.update(words="")


def test_a_form_that_is_stale_is_refused(cast: Cast) -> None:
    bring(cast.agency)
    rent, worker = known(cast, RENT), cast.actor(cast.worker)
    note(worker, rent, NewNote(words="a"), NOW, 0)
    with pytest.raises(Denied) as refused:
        note(worker, rent, NewNote(words="b"), NOW, 0)
    assert refused.value.code == "stale_form"


def test_the_page_keeps_what_was_typed_and_shows_the_note(cast: Cast, as_person: AsPerson) -> None:
    bring(cast.agency)
    rent, browser = known(cast, RENT), as_person(cast.worker)
    address = reverse("directory:note", args=[rent.public_id])
    token = browser.get(address).content.decode().split(f'name="{TOKEN}" value="')[1].split('"')[0]
    note(cast.actor(cast.teammate), rent, NewNote(works_well_for="families"), NOW, 0)
    typed = {TOKEN: token, "version": "0", "waiting_time": "two weeks", "works_well_for": "anybody"}
    refused = browser.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody else has added a note in the meantime" in page
    assert "two weeks" in page
    assert 'name="version" value="1"' in page
    token = page.split(f'name="{TOKEN}" value="')[1].split('"')[0]
    assert browser.post(address, typed | {"version": "1", TOKEN: token}).status_code == 302
    shown = browser.get(reverse("directory:service", args=[rent.public_id])).content.decode()
    assert "two weeks" in shown
    assert "anybody" in shown


@pytest.mark.parametrize("typed", [{}, {"checked_on": "2026-11-23"}, {"checked_on": "1999-01-01"}])
def test_what_says_nothing_or_lies_ahead_is_refused(cast: Cast, as_person: AsPerson, typed: dict[str, str]) -> None:
    bring(cast.agency)
    address = reverse("directory:note", args=[known(cast, RENT).public_id])
    assert as_person(cast.worker).post(address, {"version": "0", **typed}).status_code == 422
    assert Note.objects.count() == 0


def test_a_service_of_another_agency_is_not_there(cast: Cast, as_person: AsPerson) -> None:
    bring(cast.agency)
    address = reverse("directory:service", args=[known(cast, RENT).public_id])
    assert as_person(cast.outsider).get(address).status_code == 404
    assert as_person(cast.manager).get(address).status_code == 200


def test_the_page_of_a_service_that_is_gone_says_so(cast: Cast, as_person: AsPerson) -> None:
    bring(cast.agency)
    bring(cast.agency, town(rent={}))
    page = as_person(cast.worker).get(reverse("directory:service", args=[known(cast, RENT).public_id])).content.decode()
    assert "No longer in the directory" in page
