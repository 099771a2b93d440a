"""A form that is sent once more counts once; whatever else comes with its token counts for itself.

The token is part of the page. Where a browser goes back to that page as it was, token and all, what somebody then
corrects, or sends from another form of it, must not be taken for what they had sent before and be lost in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import token_on
from tests.web.cast import NOW, TODAY, Cast
from tests.web.score_files.files import choose
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Upload
from unstuck.web.intake.actions import add_client
from unstuck.web.safety.models import Concern, Sign

AsPerson = Callable[[Person | None], Browser]


def of_a_sign(once: str, **changed: Any) -> dict[str, Any]:
    about = {"kind": "suicide", "imminent": "", "role": "at_risk", "source": "words", "who": "named"}
    return about | {"on": TODAY.isoformat(), "words": "Spoke of the bridge", "once": once} | changed


def test_danger_that_is_added_after_going_back_is_not_lost(cast: Cast, as_person: AsPerson) -> None:
    browser, address = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/safety/raise/"
    once = token_on(browser.get(address))
    browser.post(address, of_a_sign(once))
    browser.post(address, of_a_sign(once))
    assert (Sign.objects.count(), Concern.objects.get().imminent) == (1, None), "pressed twice it counts once"
    answer = browser.post(address, of_a_sign(once, imminent="yes", words="Is on the bridge now"))
    assert answer["Location"] == f"/concerns/{Concern.objects.get().public_id}/"
    assert (Sign.objects.count(), Concern.objects.get().imminent) == (2, True)


def test_a_sign_about_another_client_is_not_taken_for_the_first(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    nora = add_client(cast.actor(cast.worker), NewClient("R-2", "Nora", TODAY), now=NOW, today=TODAY)
    first, second = (f"/clients/{client.public_id}/safety/raise/" for client in (cast.cleo, nora))
    once = token_on(browser.get(first))
    browser.post(first, of_a_sign(once))
    assert browser.post(second, of_a_sign(once)).status_code == 302
    assert Concern.objects.count() == 2


@pytest.mark.parametrize(("score", "kept"), [(15, 1), (12, 2)])
def test_another_file_under_the_same_name_is_another_file(
    cast: Cast, as_person: AsPerson, score: int, kept: int
) -> None:
    browser = as_person(cast.worker)
    once = token_on(browser.get("/scores/"))
    for total in (15, score):
        assert choose(browser, f"client,date,score\nA,2026-01-05,{total}\n", once=once).status_code == 302
    assert Upload.objects.count() == kept


def test_a_token_of_another_page_is_no_fault_of_the_site(cast: Cast, as_person: AsPerson) -> None:
    """It was answered with where the first form had led, read as an address of the second: an error 500."""
    browser = as_person(cast.worker)
    once = token_on(browser.get("/notifications/"))
    browser.post("/notifications/", {"do": "email_off", "once": once})
    fields = {"reference": "N-77", "name": "Nora", "started_on": TODAY.isoformat(), "once": once}
    assert browser.post("/clients/add/", fields).status_code == 302


def test_nobody_can_tell_from_what_is_stored_what_was_typed(cast: Cast, as_person: AsPerson) -> None:
    browser, address = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/safety/raise/"
    stored = set()
    for _each in range(2):
        browser.post(address, of_a_sign(token_on(browser.get(address))))
        stored.add(Entry.objects.order_by("-id")[0].idempotency_key)
    assert len(stored) == 2, "the same words leave another key under another token"
