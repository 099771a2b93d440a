"""An administrator looks after people."""

from __future__ import annotations

import re
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client as Browser

from tests.web.accounts.flows import (
    confirm_role_as_second_person,
    give_post,
    membership_on,
    sign_in,
    signed_in,
    token_on,
)
from tests.web.cast import NOW, Cast
from unstuck.web.accounts import policies
from unstuck.web.accounts.actions import NewPerson, Post, add_person, change_post, end_membership
from unstuck.web.accounts.models import Agency, Membership, Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied

AsPerson = Callable[[Person | None], Browser]
NEW = {"name": "Nia Newcomer", "email": "Nia@Example.invalid", "role": "worker", "team": "none"}


def page_of(browser: Browser, person: Person) -> Any:
    return browser.get(f"/people/{person.public_id}/")


def do(browser: Browser, person: Person, what: str, **typed: object) -> Any:
    page = page_of(browser, person)
    sent = {"once": token_on(page), "membership": membership_on(page), "do": what} | typed
    return browser.post(f"/people/{person.public_id}/", sent)


def names(answer: Any) -> list[str]:
    return re.findall(r'<a class="govuk-link roomy" href="/people/[-0-9a-f]{36}/">([^<]+)</a>', answer.content.decode())


def last_entry() -> tuple[str, str]:
    entry = Entry.objects.latest("pk")
    return entry.action, entry.subject_id


def test_the_list_is_of_the_own_agency_by_name(cast: Cast, as_person: AsPerson) -> None:
    found = names(as_person(cast.administrator).get("/people/"))
    assert found == ["Aron", "Mirjam", "Stan", "Sunita", "Wanda", "Wilma", "Wim"]


def test_it_is_searched_by_name_role_team_and_who_left(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    Person.objects.filter(pk=cast.worker.pk).update(name="Wåndá (North)")
    do(browser, cast.worker_elsewhere, "end")
    for asked, expected in (
        ({"name": "wÅND"}, ["Wåndá (North)"]),
        ({"name": "(north"}, ["Wåndá (North)"]),
        ({"name": ".*"}, []),
        ({"role": "supervisor"}, ["Stan", "Sunita"]),
        ({"team": str(cast.team.public_id)}, ["Sunita", "Wim", "Wåndá (North)"]),
        ({"team": str(cast.other_team.public_id), "who": "all"}, ["Stan", "Wilma"]),
        ({"who": "left"}, ["Wilma"]),
        ({"role": "nonsense"}, ["Aron", "Mirjam", "Stan", "Sunita", "Wim", "Wåndá (North)"]),
    ):
        assert names(browser.get("/people/", asked)) == expected, asked


def test_the_list_is_paged_and_costs_the_same_for_many(
    cast: Cast, as_person: AsPerson, django_assert_num_queries: Any
) -> None:
    browser = as_person(cast.administrator)
    with django_assert_num_queries(7):  # two of them for the alarms: backups, the record of access
        browser.get("/people/")
    for number in range(60):
        wanted = NewPerson(f"p{number}@example.invalid", f"P{number:02}", Role.WORKER, cast.team)
        add_person(cast.agency, wanted, by=None, now=NOW)
    with django_assert_num_queries(7):
        first = browser.get("/people/")
    second = browser.get("/people/?page=2")
    assert [len(names(page)) for page in (first, second)] == [50, 17]


def test_the_list_says_who_has_a_second_factor_a_team_and_when_each_last_signed_in(
    cast: Cast, as_person: AsPerson
) -> None:
    Authenticator.objects.create(user=cast.worker, type="totp", data={})
    Authenticator.objects.create(user=cast.teammate, type="recovery_codes", data={})
    Person.objects.filter(pk=cast.worker.pk).update(last_login=NOW)
    Membership.objects.filter(person=cast.worker_elsewhere).update(team=None)
    html = as_person(cast.administrator).get("/people/").content.decode()
    rows = {
        name: re.sub(r"<[^>]+>|\s+", " ", row)
        for name, row in re.findall(r'roomy"[^>]*>(\w+)</a>(.*?)</tr>', html, re.S)
    }
    assert re.search(r"North .* Yes .* 22 Nov", rows["Wanda"])
    assert re.search(r"None .* Not yet", rows["Wim"]), "codes alone are no second factor"
    assert "No team yet" in rows["Wilma"]
    assert "No team" not in rows["Mirjam"], "a manager belongs to the whole agency"


@pytest.mark.parametrize(("role", "status"), [("worker", 422), ("supervisor", 422), ("manager", 302)])
def test_a_team_is_chosen_or_left_out_on_purpose(cast: Cast, as_person: AsPerson, role: str, status: int) -> None:
    browser = as_person(cast.administrator)
    sent = {**NEW, "role": role, "team": "", "once": token_on(browser.get("/people/add/"))}
    answer = browser.post("/people/add/", sent)
    assert answer.status_code == status
    assert status == 302 or "Choose a team, or “No team”" in answer.content.decode()


def test_a_team_of_another_agency_cannot_be_chosen(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    hill = cast.outsider.memberships.get().team
    assert hill is not None
    sent = {**NEW, "team": str(hill.public_id), "once": token_on(browser.get("/people/add/"))}
    assert browser.post("/people/add/", sent).status_code == 422
    assert not Person.objects.filter(email="nia@example.invalid").exists()


def test_adding_somebody_mails_them_a_link_to_set_their_password(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    page = browser.get("/people/add/")
    sent = {**NEW, "team": str(cast.team.public_id), "once": token_on(page)}
    answer = browser.post("/people/add/", sent)
    person = Person.objects.get(email="nia@example.invalid")
    assert answer.headers["Location"] == f"/people/{person.public_id}/"
    now = person.memberships.get()
    assert (now.role, now.team, now.agency) == ("worker", cast.team, cast.agency)
    assert not person.has_usable_password()
    assert [message.to for message in mail.outbox] == [["nia@example.invalid"]]
    shown = browser.get(answer.headers["Location"]).content.decode()
    assert "/password/set/" not in shown
    assert [one.action for one in Entry.objects.order_by("-pk")[:2]] == ["person.link_given", "person.added"]
    assert browser.post("/people/add/", sent).headers["Location"] == answer.headers["Location"]
    assert (Person.objects.filter(email="nia@example.invalid").count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("trouble", ["no server", "server down"])
def test_where_no_mail_goes_out_the_link_is_shown_once(
    cast: Cast, as_person: AsPerson, settings: Any, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """At an agency without clients; test_second_person.py has the code that it asks for from the first client on."""
    if trouble == "no server":
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    else:
        monkeypatch.setattr(mail.EmailMessage, "send", _down)
    monkeypatch.setattr(policies, "_CLIENTS_ADDED", ())
    browser = as_person(cast.administrator)
    token = token_on(browser.get("/people/add/"))
    where = browser.post("/people/add/", {**NEW, "once": token}).headers["Location"]
    page = browser.get(where).content.decode()
    (link,) = re.findall(r"http://testserver(/password/set/[^<]+)", page)
    assert "/password/set/" not in browser.get(where).content.decode()
    theirs = Browser()
    form = theirs.get(link, follow=True).redirect_chain[-1][0]
    theirs.post(form, {"password1": "four words of my own", "password2": "four words of my own"})
    sign_in(theirs, "nia@example.invalid", "four words of my own")
    assert signed_in(theirs)


def _down(self: object, *given: object, **named: object) -> int:
    raise SMTPException


def test_a_form_with_something_missing_keeps_what_was_typed(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    answer = browser.post("/people/add/", {"name": "Nia", "email": "not an address"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Nia"' in page
    assert 'value="not an address"' in page
    assert "Choose a role." in page


def test_a_taken_address_is_refused_with_the_reason(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    for email, reason in ((cast.worker.email.upper(), "at your agency"), (cast.outsider.email, "cannot be used")):
        once = token_on(browser.get("/people/add/"))
        answer = browser.post("/people/add/", {**NEW, "email": email, "once": once})
        assert answer.status_code == 422
        assert reason in answer.content.decode()
        assert 'value="Nia Newcomer"' in answer.content.decode()


def test_a_team_of_another_agency_is_no_choice(cast: Cast, as_person: AsPerson) -> None:
    outside = cast.outsider.memberships.get().team
    assert outside is not None
    answer = as_person(cast.administrator).post("/people/add/", {**NEW, "team": str(outside.public_id)})
    assert answer.status_code == 422
    with pytest.raises(Denied) as denied:
        add_person(cast.agency, NewPerson("a@example.invalid", "A", Role.WORKER, outside), by=None, now=NOW)
    assert denied.value.code == "other_agency"


def test_only_administrators_of_the_agency_act(cast: Cast) -> None:
    mine = cast.worker.memberships.get()
    for by in (cast.supervisor, cast.manager, cast.outside_administrator):
        for act in (
            lambda by: end_membership(mine, by=by, now=NOW),
            lambda by: change_post(mine, Post(Role.ADMINISTRATOR), by=by, now=NOW),
            lambda by: add_person(cast.agency, NewPerson("a@example.invalid", "A", Role.WORKER), by=by, now=NOW),
        ):
            with pytest.raises(Denied) as denied:
                act(cast.actor(by))
            assert denied.value.code == "not_administrator"


def test_another_agencys_people_are_not_found(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    assert page_of(browser, cast.outsider).status_code == 404
    address = f"/people/{cast.outsider.public_id}/"
    assert browser.post(address, {"do": "end", "membership": cast.outsider.memberships.get().pk}).status_code == 404
    own = f"/people/{cast.worker.public_id}/"
    assert browser.post(own, {"do": "end", "membership": cast.outsider.memberships.get().pk}).status_code == 404
    assert cast.outsider.memberships.get().ended_at is None


def test_a_new_role_begins_a_new_membership_and_keeps_the_old(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    answer = do(browser, cast.worker, "change", role="supervisor", team=str(cast.other_team.public_id))
    assert answer.status_code == 302
    confirm_role_as_second_person(cast)
    rows = [(one.role, one.team, one.ended_at) for one in cast.worker.memberships.order_by("pk")]
    assert rows == [("worker", cast.team, NOW), ("supervisor", cast.other_team, None)]
    assert last_entry() == ("role.confirmed", str(cast.worker.public_id))
    page = page_of(browser, cast.worker).content.decode()
    assert "from 22 November 2026 to 22 November 2026" in page
    assert "since 22 November 2026" in page


def test_managers_and_administrators_belong_to_no_team(cast: Cast, as_person: AsPerson) -> None:
    answer = do(as_person(cast.administrator), cast.worker, "change", role="manager", team=str(cast.team.public_id))
    assert answer.status_code == 422
    assert "do not choose a team" in answer.content.decode()


def test_nothing_changed_is_said_and_stored_nowhere(cast: Cast, as_person: AsPerson) -> None:
    before = Entry.objects.count()
    answer = do(as_person(cast.administrator), cast.worker, "change", role="worker", team=str(cast.team.public_id))
    assert "Nothing was changed" in answer.content.decode()
    assert (Entry.objects.count(), cast.worker.memberships.count()) == (before, 1)


def test_a_page_opened_before_somebody_elses_change_is_stale(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    page = page_of(browser, cast.worker)
    sent = {"once": token_on(page), "membership": membership_on(page), "do": "change", "role": "manager"}
    give_post(cast, cast.worker, Post(Role.SUPERVISOR))
    answer = browser.post(f"/people/{cast.worker.public_id}/", sent)
    assert answer.status_code == 422
    assert "Somebody changed" in answer.content.decode()
    assert cast.worker.memberships.get(ended_at=None).role == "supervisor"


def test_whoever_leaves_can_open_nothing_from_that_moment(cast: Cast, as_person: AsPerson) -> None:
    theirs = Browser()
    sign_in(theirs, cast.worker)
    assert theirs.get("/caseload/").status_code == 200
    browser = as_person(cast.administrator)
    answer = do(browser, cast.worker, "end")
    assert "need a new worker" in browser.get(answer.headers["Location"]).content.decode()
    assert theirs.get("/caseload/").headers["Location"].startswith("/sign-in/")
    assert theirs.get("/me/").headers["Location"].startswith("/sign-in/")
    assert sign_in(Browser(), cast.worker).headers["Location"] == "/sign-in/ended/"
    assert last_entry() == ("person.left", str(cast.worker.public_id))
    assert cast.worker.memberships.get().ended_at == NOW
    cast.cleo.refresh_from_db()
    assert cast.cleo.worker == cast.worker


def test_somebody_between_the_two_steps_of_signing_in_gets_no_further(cast: Cast) -> None:
    Authenticator.objects.create(
        user=cast.worker, type="recovery_codes", data={"migrated_codes": ["12345678"], "used_mask": 0}
    )
    Authenticator.objects.create(user=cast.worker, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    theirs = Browser()
    assert sign_in(theirs, cast.worker).headers["Location"] == "/sign-in/second-step/"
    end_membership(cast.worker.memberships.get(), by=cast.actor(cast.administrator), now=NOW)
    theirs.post("/sign-in/second-step/", {"code": "12345678"})
    assert not signed_in(theirs)


def test_whoever_left_can_be_taken_back_in_another_role(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    do(browser, cast.worker, "end")
    assert "Take back" in page_of(browser, cast.worker).content.decode()
    do(browser, cast.worker, "take_back", role="supervisor", team=str(cast.team.public_id))
    assert last_entry() == ("person.returned", str(cast.worker.public_id))
    confirm_role_as_second_person(cast)
    assert [one.role for one in cast.worker.memberships.order_by("pk")] == ["worker", "supervisor"]
    theirs = Browser()
    sign_in(theirs, cast.worker)
    assert theirs.get("/caseload/").status_code == 200


def test_nobody_ends_their_own_membership(cast: Cast, as_person: AsPerson) -> None:
    give_post(cast, cast.manager, Post(Role.ADMINISTRATOR))
    browser = as_person(cast.administrator)
    assert "End this membership" not in page_of(browser, cast.administrator).content.decode()
    answer = do(browser, cast.administrator, "end")
    assert answer.status_code == 422
    assert "Ask another administrator" in answer.content.decode()


def test_an_agency_always_keeps_an_administrator(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    answer = do(browser, cast.administrator, "change", role="manager")
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()
    do(browser, cast.manager, "change", role="administrator")
    confirm_role_as_second_person(cast)
    assert do(browser, cast.administrator, "change", role="manager").status_code == 302
    confirm_role_as_second_person(cast)
    left = Membership.objects.filter(agency=cast.agency, role="administrator", ended_at=None)
    assert [one.person for one in left] == [cast.manager]
    with pytest.raises(Denied) as denied:
        end_membership(left.get(), by=cast.actor(cast.manager), now=NOW)
    assert denied.value.code == "oneself"


def test_another_agencys_administrator_does_not_count_as_one(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        change_post(
            cast.administrator.memberships.get(), Post(Role.MANAGER), by=cast.actor(cast.administrator), now=NOW
        )
    assert denied.value.code == "last_administrator"


def test_a_double_click_ends_a_membership_once(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    page = page_of(browser, cast.worker)
    sent = {"once": token_on(page), "membership": membership_on(page), "do": "end"}
    address = f"/people/{cast.worker.public_id}/"
    assert [browser.post(address, sent).headers["Location"] for _click in range(2)] == [address, address]
    assert Entry.objects.filter(action="person.left").count() == 1


def test_a_lost_second_factor_is_taken_away_by_somebody_else(cast: Cast, as_person: AsPerson) -> None:
    for person in (cast.worker, cast.administrator):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    browser = as_person(cast.administrator)
    do(browser, cast.worker, "second_factor")
    assert last_entry() == ("second_factor.taken_away", str(cast.worker.public_id))
    assert sign_in(Browser(), cast.worker).headers["Location"] == "/"
    assert do(browser, cast.administrator, "second_factor").status_code == 422
    assert Authenticator.objects.get().user == cast.administrator


def test_a_link_is_sent_again_on_request(cast: Cast, as_person: AsPerson) -> None:
    do(as_person(cast.administrator), cast.worker, "link")
    assert [message.to for message in mail.outbox] == [[cast.worker.email]]
    assert last_entry() == ("person.link_given", str(cast.worker.public_id))


def test_a_team_is_added_once(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    sent = {"name": "West", "once": token_on(browser.get("/people/teams/add/"))}
    assert browser.post("/people/teams/add/", sent).headers["Location"] == "/people/"
    assert browser.post("/people/teams/add/", sent).headers["Location"] == "/people/"
    assert Agency.objects.get(pk=cast.agency.pk).teams.filter(name="West").count() == 1
    answer = browser.post("/people/teams/add/", {"name": "wEST", "once": token_on(browser.get("/people/teams/add/"))})
    assert answer.status_code == 422
    assert "already has a team with this name" in answer.content.decode()


def test_a_form_that_somebody_else_opened_does_nothing(cast: Cast, as_person: AsPerson) -> None:
    give_post(cast, cast.manager, Post(Role.ADMINISTRATOR))
    page = page_of(as_person(cast.administrator), cast.worker)
    sent = {"once": token_on(page), "membership": membership_on(page), "do": "end"}
    administrator_too = Person.objects.get(pk=cast.manager.pk)
    answer = as_person(administrator_too).post(f"/people/{cast.worker.public_id}/", sent)
    assert answer.status_code == 422
    assert "opened by somebody else" in answer.content.decode()
    assert cast.worker.memberships.get().ended_at is None


@pytest.mark.parametrize("sent", [{}, {"do": "fly"}, {"do": "end"}, {"do": "end", "membership": "x"}])
def test_a_form_that_is_not_ours_is_refused(cast: Cast, as_person: AsPerson, sent: dict[str, str]) -> None:
    answer = as_person(cast.administrator).post(f"/people/{cast.worker.public_id}/", sent)
    assert answer.status_code == 400
    assert cast.worker.memberships.get().ended_at is None
