"""One's own account."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client as Browser

from tests.web.accounts.flows import token_on
from tests.web.cast import Cast
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry

AsPerson = Callable[[Person | None], Browser]


def test_everybody_sees_what_they_are(cast: Cast, as_person: AsPerson) -> None:
    for person, said in ((cast.worker, "Worker, North"), (cast.manager, "Manager"), (cast.administrator, "Administ")):
        page = as_person(person).get("/me/").content.decode()
        assert said in page
        assert person.email in page
        assert "Riverside" in page
        assert "The password alone is enough" in page


def test_a_new_name_is_saved_once_and_recorded_without_the_name(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    sent = {"name": "Wanda Brook", "once": token_on(browser.get("/me/"))}
    for _click in range(2):
        assert browser.post("/me/", sent).headers["Location"] == "/me/"
    assert "Wanda Brook</a>" in browser.get("/me/").content.decode()
    entry = Entry.objects.get(action="person.renamed")
    assert (entry.actor, entry.details) == (str(cast.worker.public_id), {})


def test_a_name_is_needed(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.worker).post("/me/", {"name": "  "})
    assert answer.status_code == 422
    assert "Type your name." in answer.content.decode()


def test_whoever_has_no_role_has_no_account_page(cast: Cast, as_person: AsPerson) -> None:
    cast.worker.memberships.all().delete()
    assert as_person(cast.worker).get("/me/").status_code == 403
