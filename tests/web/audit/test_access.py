"""Who reads a client's record, is refused, or fails to sign in, is on record before the page is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from sqlcipher3 import dbapi2

from tests.web.accounts.flows import token_on
from tests.web.authorization.routes import routes
from tests.web.cast import NOW, PASSWORD, TODAY, Cast
from unstuck.errors import DatabaseTrouble, trouble_of
from unstuck.web.accounts.models import Person
from unstuck.web.audit.access.record import TOLD_FOR, bound_heads, verify_record_of_access
from unstuck.web.audit.access.rows import AccessRow
from unstuck.web.audit.access.stores import access_store
from unstuck.web.audit.queries import entries_of
from unstuck.web.components.places import Places
from unstuck.web.config import access
from unstuck.web.config.authorization import rights
from unstuck.web.operations.actions.access import seal_access
from unstuck.web.operations.seals import read_seals, seals_now, unmet, verify_access_against

Browsers = Callable[[Person | None], Browser]


class Since:
    """What went on record since this was made."""

    def __init__(self, cast: Cast) -> None:
        self.agencies = (str(cast.agency.public_id), str(cast.other_agency.public_id), "")
        self.before = {agency: self._last(agency) for agency in self.agencies}

    def _last(self, agency: str) -> int:
        return next((length for name, length, _head, _mark in access_store().heads() if name == agency), 0)

    def rows(self, agency: int = 0) -> list[AccessRow]:
        name = self.agencies[agency]
        return list(access_store().rows(name, self.before[name]))

    def acts(self, agency: int = 0) -> list[tuple[str, str]]:
        return [(row.act, row.route) for row in self.rows(agency)]


@pytest.fixture
def since(cast: Cast) -> Since:
    return Since(cast)


def sent(browser: Browser, address: str, fields: dict[str, str]) -> None:
    answer = browser.post(address, fields | {"once": token_on(browser.get(address))})
    assert answer.status_code == 302, answer.content.decode()


def page(cast: Cast, route: str = "home:client") -> str:
    return reverse(route, kwargs={"episode": cast.cleo.public_id})


def test_a_reading_says_who_what_whom_when_and_from_where(cast: Cast, as_person: Browsers, since: Since) -> None:
    as_person(cast.worker).get(page(cast), REMOTE_ADDR="192.0.2.7")
    (row,) = since.rows()
    assert (row.act, row.route, row.status, row.role) == ("read", "home:client", 200, "worker")
    assert (row.actor, row.client) == (str(cast.worker.public_id), str(cast.cleo.public_id))
    assert (row.at, row.place) == (NOW.isoformat(timespec="microseconds"), "192.0.2.7")


def test_lists_letters_and_refusals(cast: Cast, as_person: Browsers, since: Since) -> None:
    as_person(cast.worker).get(reverse("home:caseload"))
    as_person(cast.supervisor).get(page(cast))
    as_person(cast.teammate).get(page(cast))
    as_person(cast.manager).get(page(cast))
    as_person(None).get(page(cast))
    assert since.acts() == [
        ("listed", "home:caseload"),
        ("read", "home:client"),
        ("refused", "home:client"),
        ("refused", "home:client"),
    ]
    as_person(cast.outsider).get(page(cast))
    assert since.acts(1) == [("refused", "home:client")]


def test_a_form_is_on_record_before_it_is_tried(cast: Cast, as_person: Browsers, since: Since) -> None:
    as_person(cast.worker).post(page(cast, "caseload:client_edit"), {"reference": "R-1"})
    assert since.acts()[0] == ("changed", "caseload:client_edit")
    assert since.rows()[0].status == access.UNTRIED


def test_sign_ins_that_fail_and_succeed(cast: Cast, as_person: Browsers, since: Since) -> None:
    browser = as_person(None)
    form = {"login": "wanda@example.invalid", "password": "not this one at all"}
    browser.post(reverse("account_login"), form, REMOTE_ADDR="192.0.2.99")
    (failed,) = [row for row in since.rows(2) if row.place == "192.0.2.99"]  # others of this run fail beside it
    assert (failed.act, failed.role, failed.client) == ("not_signed_in", "", "")
    assert "wanda" not in failed.actor
    assert len(failed.actor) == 64, "the keyed hash of what was typed"
    browser.post(reverse("account_login"), form | {"password": PASSWORD})
    assert since.acts() == [("signed_in", "account_login")]
    assert since.rows()[0].actor == str(cast.worker.public_id)


def test_a_right_that_is_given(cast: Cast, as_person: Browsers, since: Since) -> None:
    address = reverse("accounts:person_add")
    browser = as_person(cast.administrator)
    form = {"email": "neil@example.invalid", "name": "Neil", "role": "worker", "team": str(cast.team.public_id)}
    assert browser.post(address, form | {"once": token_on(browser.get(address))}).status_code == 302
    assert since.acts() == [("right_given", "accounts:person_add")]


def test_who_takes_clients_over_stands_in_or_joins_a_group_is_given_a_right(
    cast: Cast, as_person: Browsers, since: Since
) -> None:
    sunita, wanda = as_person(cast.supervisor), as_person(cast.worker)
    several = f"/hand-over/{cast.worker.public_id}/"
    to = {"to": str(cast.teammate.public_id), "on": str(TODAY), "note": "Walks", "consent": "yes"}
    sent(sunita, several, to | {"clients": str(cast.cleo.public_id)})
    sent(wanda, "/consultations/groups/add/", {"name": "Mondays", "members": str(cast.supervisor.public_id)})
    given = [route for act, route in since.acts() if act == "right_given"]
    assert given == ["transfers:several", "consultation:group_add"]


def test_a_form_that_is_refused_shows_its_list_once_more_and_leaves_a_row(
    cast: Cast, as_person: Browsers, since: Since
) -> None:
    address = f"/hand-over/{cast.worker.public_id}/"
    answer = as_person(cast.supervisor).post(address, {"note": "Walks"})
    assert (answer.status_code, "Cleo Brook" in answer.content.decode()) == (422, True)
    assert since.acts() == [("listed", "transfers:several")]


def test_a_wrong_password_at_an_open_session_leaves_a_row(cast: Cast, as_person: Browsers, since: Since) -> None:
    browser = as_person(cast.worker)
    for route in ("account_reauthenticate", "mfa_reauthenticate"):
        browser.post(reverse(route), {"password": "not this one at all", "code": "000000"})
    assert browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert since.acts()[0] == ("not_signed_in", "account_reauthenticate")
    assert {act for act, _route in since.acts()} == {"not_signed_in"}
    assert {row.actor for row in since.rows()} == {str(cast.worker.public_id)}


def test_no_page_is_sent_where_it_cannot_be_put_on_record(
    cast: Cast, as_person: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_event: object) -> None:
        fault = dbapi2.OperationalError("database or disk is full")
        fault.sqlite_errorcode = 13
        raise fault

    monkeypatch.setattr(access, "note_access", full)
    browser = as_person(cast.worker)
    browser.raise_request_exception = False
    answer = browser.get(page(cast))
    assert answer.status_code == 503
    assert "Cleo" not in answer.content.decode()
    assert "The disk of the site is full" in answer.content.decode()


def test_who_looked_is_a_page(cast: Cast, as_person: Browsers) -> None:
    for person in (cast.worker, cast.supervisor, cast.teammate):
        as_person(person).get(page(cast), REMOTE_ADDR="192.0.2.8")
    shown = as_person(cast.worker).get(page(cast, "home:who_looked")).content.decode()
    for word in ("Wanda", "Sunita", "Wim", "192.0.2.8", "opened ", "was refused ", "22 Nov"):
        assert word in shown
    assert page(cast, "home:who_looked") in as_person(cast.worker).get(page(cast)).content.decode()
    assert as_person(cast.teammate).get(page(cast, "home:who_looked")).status_code == 404


def test_every_page_about_a_client_is_recognised() -> None:
    """A route whose rights depend on a client is one that goes on record, or is named here with its reason."""
    about_nobody = {
        "safety:responder_end", "checkins:tablet_end", "directory:service", "directory:note",
        "directory:brought_in", "directory:discard", "accounts:person", "consultation:group",
        "consultation:meeting_add",
        "consultation:meeting", "consultation:lesson", "consultation:lesson_change", "score_files:upload_discard",
        "learning:answer", "learning:mock", "learning:weeks_try", "learning:weeks_again",
        "intake:question", "programmes:programme", "vignettes:vignette", "vignettes:tell", "vignettes:withdraw",
        "vignettes:export",
        "hours:entry_remove", "hours:note_remove",
    }  # fmt: skip
    parts = {"episode", *access.ABOUT_ONE}
    found = set()
    for route in routes():
        related = any(cell for cells in rights().get(route.name, {}).values() for cell in cells.values())
        if related and not parts & set(route.arguments) and route.name not in access.LISTS:
            found.add(route.name)
    assert found <= about_nobody


def test_heads_are_bound_into_the_record_of_changes(cast: Cast, as_person: Browsers) -> None:
    as_person(cast.worker).get(page(cast))
    seal_access(NOW)
    latest = entries_of(cast.agency.public_id)[0]
    assert latest.action == "access.sealed"
    assert bound_heads()[str(cast.agency.public_id)] == {latest.details["rows"]: latest.details["head"]}
    assert seal_access(NOW) == 0, "nothing new"
    assert [check.fault for check in verify_record_of_access() if check.fault] == []


@pytest.mark.sqlite_only
def test_a_record_whose_file_is_gone_is_missed_and_never_begun_anew_in_silence(
    cast: Cast, as_person: Browsers, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """`audit verify` said that all was intact, and the site began a new file without a word."""
    as_person(cast.worker).get(page(cast))
    seal_access(NOW)
    settings.PLACES = Places(tmp_path)
    settings.PLACES.prepare()
    with pytest.raises(DatabaseTrouble, match="expected the record of access, found none") as said:
        list(verify_record_of_access())
    assert trouble_of(said.value) == "gone"
    assert not settings.PLACES.access.exists(), "looking makes nothing"
    caplog.clear()
    seal_access(NOW)
    said_in_log = [one.getMessage() for one in caplog.records if one.name == seal_access.__module__]
    lacks = f"the record of access of {cast.agency.public_id} lacks what it held: `unstuck audit verify` says more"
    assert lacks in said_in_log
    as_person(cast.worker).get(page(cast))
    assert seal_access(NOW) == 0, "what is missing is not covered up"
    told = "Part of the record of who looked at clients is gone, or cannot be read."
    assert told in as_person(cast.administrator).get("/people/").content.decode()
    assert told not in as_person(cast.worker).get("/caseload/").content.decode()
    assert [one.action for one in entries_of(cast.agency.public_id)][:2] == ["access.lost", "access.sealed"], "once"
    assert seal_access(NOW + TOLD_FOR + timedelta(seconds=1)) > 0, "what nobody has any more is given up then"


def test_what_was_noted_elsewhere_is_held_against_both(cast: Cast, as_person: Browsers, tmp_path: Any) -> None:
    as_person(cast.worker).get(page(cast))
    path = tmp_path / "seals.tsv"
    path.write_text("".join("\t".join(map(str, line)) + "\n" for line in seals_now()))
    noted = read_seals(path)
    assert list(unmet(noted)) == []
    assert [check.fault for check in verify_access_against(noted) if check.fault] == []
    later = [type(one)(one.agency, one.entries + 1, "0" * 64, one.rows + 1, "0" * 64) for one in noted if one.entries]
    assert len(list(unmet(later))) == 2
    assert any("the end of the record is missing" in check.fault for check in verify_access_against(later))
