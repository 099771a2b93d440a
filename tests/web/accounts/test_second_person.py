"""From the first client on nobody decides alone who gains sight of clients, and no administrator opens a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from tests.web.accounts.flows import sign_in, signed_in, token_on
from tests.web.accounts.test_people import do
from tests.web.cast import NOW, Cast
from unstuck.errors import BadInput
from unstuck.web.accounts.actions import (
    NewPerson,
    Post,
    add_person,
    change_post,
    confirm_role,
    decline_role,
    end_membership,
    found_agency,
    make_code,
    take_back,
)
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Membership, Person, Role, RoleProposal, ShownLink
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.operations.installation import confirm_waiting_role

AsPerson = Callable[[Person | None], Browser]
WORDS = "four words of my own"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def held(person: Person) -> Membership:
    return Membership.objects.get(person=person, ended_at=None)


def sees(person: Person) -> list[str]:
    return sorted(one.client.name for one in episodes_for(actor_of(person)))


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__name", flat=True))


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR])
def test_a_role_waits_for_a_second_person(cast: Cast, role: Role) -> None:
    team = cast.team if role == Role.SUPERVISOR else None
    aron = cast.actor(cast.administrator)
    before = held(cast.worker_elsewhere)
    change_post(before, Post(role, team), by=aron, now=NOW)
    assert held(cast.worker_elsewhere) == before
    assert sees(cast.worker_elsewhere) == []
    assert told("role.proposed") == {"Sunita", "Stan", "Mirjam"}
    confirm_role(cast.actor(cast.manager), RoleProposal.objects.get(), now=NOW)
    assert held(cast.worker_elsewhere).role == role
    assert sees(cast.worker_elsewhere) == (["Cleo Brook"] if role == Role.SUPERVISOR else [])
    actions = Entry.objects.order_by("-pk").values_list("action", "actor")[:2]
    assert list(actions) == [
        ("role.confirmed", str(cast.manager.public_id)),
        ("person.post_changed", str(cast.administrator.public_id)),
    ]


def test_an_administrator_who_names_a_supervisor_of_their_own_making_sees_no_client(cast: Cast) -> None:
    aron = cast.actor(cast.administrator)
    wanted = NewPerson("aron.too@example.invalid", "Aaron", Role.SUPERVISOR, cast.team, WORDS)
    invented = add_person(cast.agency, wanted, by=aron, now=NOW)
    assert (held(invented).role, held(invented).team, sees(invented)) == (Role.WORKER, None, [])
    proposal = RoleProposal.objects.get()
    as_manager = NewPerson("aron.also@example.invalid", "Arun", Role.MANAGER, None, WORDS)
    for by in (aron, actor_of(invented), actor_of(add_person(cast.agency, as_manager, by=aron, now=NOW))):
        assert by is not None
        with pytest.raises(Denied) as denied:
            confirm_role(by, proposal, now=NOW)
        assert denied.value.code == "not_second_person"
    assert sees(invented) == []


def test_nobody_confirms_for_another_agency_or_as_a_worker_or_twice(cast: Cast) -> None:
    change_post(held(cast.worker), Post(Role.MANAGER), by=cast.actor(cast.administrator), now=NOW)
    proposal = RoleProposal.objects.get()
    for by in (cast.outside_supervisor, cast.outside_administrator, cast.teammate, cast.worker, cast.administrator):
        with pytest.raises(Denied) as denied:
            confirm_role(cast.actor(by), proposal, now=NOW)
        assert denied.value.code == "not_second_person"
    decline_role(cast.actor(cast.supervisor), proposal, now=NOW)
    assert told("role.declined") == {"Aron"}
    for again in (confirm_role, decline_role):
        with pytest.raises(Denied) as denied:
            again(cast.actor(cast.manager), proposal, now=NOW)
        assert denied.value.code == "decided_already"
    assert held(cast.worker).role == Role.WORKER


def test_taking_back_and_another_team_of_a_supervisor_wait_too(cast: Cast) -> None:
    aron = cast.actor(cast.administrator)
    change_post(held(cast.other_supervisor), Post(Role.SUPERVISOR, cast.team), by=aron, now=NOW)
    assert held(cast.other_supervisor).team == cast.other_team
    assert sees(cast.other_supervisor) == []
    left = held(cast.supervisor)
    end_membership(left, by=aron, now=NOW)
    take_back(left, Post(Role.SUPERVISOR, cast.team), by=aron, now=NOW)
    assert outside(cast.supervisor)


def outside(person: Person) -> bool:
    here = Membership.objects.filter(person=person, ended_at=None).exists()
    return not here and not Person.objects.get(pk=person.pk).is_active


def test_who_moves_a_worker_to_a_team_does_not_alone_show_its_supervisor_their_clients(cast: Cast) -> None:
    """An empty team's supervisor sees nobody; so an administrator might have got that confirmed, and then fill it."""
    change_post(held(cast.worker), Post(Role.WORKER, cast.other_team), by=cast.actor(cast.administrator), now=NOW)
    assert (held(cast.worker).team, sees(cast.other_supervisor)) == (cast.team, [])
    assert told("role.proposed") == {"Sunita", "Stan", "Mirjam"}
    confirm_role(cast.actor(cast.supervisor), RoleProposal.objects.get(), now=NOW)
    assert (held(cast.worker).team, sees(cast.other_supervisor)) == (cast.other_team, ["Cleo Brook"])
    assert told("role.yours") == {"Wanda"}


def test_who_was_a_worker_before_does_not_alone_become_one_again(cast: Cast) -> None:
    """Clients that were never handed over are still theirs."""
    aron = cast.actor(cast.administrator)
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.administrator)
    second = NewPerson("second@example.invalid", "Ari", Role.ADMINISTRATOR, None, WORDS)
    add_person(cast.agency, second, by=None, now=NOW)
    change_post(held(cast.administrator), Post(Role.WORKER), by=aron, now=NOW)
    assert (held(cast.administrator).role, sees(cast.administrator)) == (Role.ADMINISTRATOR, [])


def test_a_worker_who_returns_stays_outside_until_a_second_person_confirms(cast: Cast, as_person: AsPerson) -> None:
    aron, browser = cast.actor(cast.administrator), as_person(cast.administrator)
    end_membership(held(cast.worker), by=aron, now=NOW)
    page = do(browser, cast.worker, "take_back", role="worker", team=str(cast.team.public_id))
    shown = browser.get(page.headers["Location"]).content.decode()
    assert "A second person has to confirm the role" in shown
    assert "Waits for a second person: Worker, North." in shown
    assert "can sign in again" not in shown
    assert outside(cast.worker)
    confirm_role(cast.actor(cast.supervisor), RoleProposal.objects.get(), now=NOW)
    assert sees(Person.objects.get(pk=cast.worker.pk)) == ["Cleo Brook"]
    assert Person.objects.get(pk=cast.worker.pk).is_active


def test_what_was_asked_for_falls_with_whoever_leaves(cast: Cast) -> None:
    aron = cast.actor(cast.administrator)
    change_post(held(cast.worker), Post(Role.SUPERVISOR, cast.team), by=aron, now=NOW)
    end_membership(held(cast.worker), by=aron, now=NOW)
    with pytest.raises(Denied) as denied:
        confirm_role(cast.actor(cast.manager), RoleProposal.objects.get(), now=NOW)
    assert denied.value.code == "decided_already"


def test_those_concerned_are_told_of_a_grant(cast: Cast, as_person: AsPerson) -> None:
    change_post(
        held(cast.worker_elsewhere), Post(Role.SUPERVISOR, cast.team), by=cast.actor(cast.administrator), now=NOW
    )
    confirm_role(cast.actor(cast.manager), RoleProposal.objects.get(), now=NOW)
    assert told("role.yours") == {"Wilma"}
    assert told("role.granted") == {"Aron", "Sunita", "Stan"}
    assert told("team.seen") == {"Wanda", "Wim"}, "the workers whose clients she sees now"
    shown = as_person(cast.worker).get("/me/").content.decode()
    assert "Sunita, Wilma" in shown
    assert "Wilma: Supervisor, North" in as_person(cast.supervisor).get("/second-person/").content.decode()


@pytest.mark.django_db
def test_before_the_first_client_one_person_may_set_up() -> None:
    agency = found_agency("New", now=NOW)
    first = add_person(agency, NewPerson("f@example.invalid", "Fay", Role.ADMINISTRATOR), by=None, now=NOW)
    fay = actor_of(first)
    assert fay is not None
    made = add_person(agency, NewPerson("s@example.invalid", "Sol", Role.SUPERVISOR), by=fay, now=NOW)
    assert held(made).role == Role.SUPERVISOR
    assert not RoleProposal.objects.exists()


def test_it_is_done_on_the_pages(cast: Cast, as_person: AsPerson) -> None:
    aron, mirjam = as_person(cast.administrator), as_person(cast.manager)
    answer = do(aron, cast.worker, "change", role="supervisor", team=str(cast.team.public_id))
    page = aron.get(answer.headers["Location"]).content.decode()
    assert "A second person has to confirm the role" in page
    assert "Waits for a second person: Supervisor, North." in page
    assert "/second-person/" in mirjam.get("/me/").content.decode()
    own, theirs = aron.get("/second-person/"), mirjam.get("/second-person/")
    assert "Confirm the role" not in own.content.decode()
    assert "Take it back" in own.content.decode()
    (row,) = set(re.findall(r'name="row" value="(\d+)"', theirs.content.decode()))
    sent = {"row": row, "do": "confirm"}
    refused = aron.post("/second-person/", sent | {"once": token_on(own)})
    assert refused.status_code == 422
    assert "A second person confirms this" in refused.content.decode()
    confirmed = sent | {"once": token_on(theirs)}
    assert mirjam.post("/second-person/", confirmed).headers["Location"] == "/second-person/"
    assert held(cast.worker).role == Role.SUPERVISOR
    assert mirjam.post("/second-person/", confirmed).status_code == 404, "it is decided"
    for typed in ({"do": "confirm", "row": "x"}, {"do": "nothing", "row": row}):
        assert mirjam.post("/second-person/", typed).status_code == 400


def shown_link(browser: Browser, person: Person) -> str:
    answer = do(browser, person, "link")
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "It opens only with a code." in page
    (link,) = re.findall(r"http://testserver(/password/set/[^<]+)", page)
    return str(link)


def set_password(link: str, code: str) -> Any:
    browser = Browser()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    return browser.post(form, {"password1": WORDS, "password2": WORDS, "code": code})


def test_a_link_that_an_administrator_saw_opens_with_a_code_alone(
    cast: Cast, as_person: AsPerson, settings: Any
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL
    link = shown_link(as_person(cast.administrator), cast.supervisor)
    assert (told("link.yours"), told("link.code_wanted")) == ({"Sunita"}, {"Stan", "Mirjam"})
    for code in ("", "00000000"):
        assert set_password(link, code).status_code == 422
    for by in (cast.administrator, cast.supervisor, cast.worker, cast.outside_administrator):
        with pytest.raises(Denied) as denied:
            make_code(cast.actor(by), ShownLink.objects.get(), now=NOW)
        assert denied.value.code == "not_second_person"
    mirjam = as_person(cast.manager)
    (row,) = set(re.findall(r'name="row" value="(\d+)"', mirjam.get("/second-person/").content.decode()))
    page = mirjam.post("/second-person/", {"do": "code", "row": row}).content.decode()
    (code,) = re.findall(r'<code class="handed">(\d{8})</code>', page)
    assert code not in mirjam.get("/second-person/").content.decode()
    assert set_password(link, f"{code[:4]} {code[4:]}").status_code == 302
    browser = Browser()
    sign_in(browser, cast.supervisor, WORDS)
    assert signed_in(browser)
    assert "A link for Sunita" not in mirjam.get("/second-person/").content.decode()


def test_five_wrong_codes_close_a_link_until_another_code_is_made(
    cast: Cast, as_person: AsPerson, settings: Any
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL
    link = shown_link(as_person(cast.administrator), cast.supervisor)
    right = make_code(cast.actor(cast.manager), ShownLink.objects.get(), now=NOW)
    wrong = f"{(int(right) + 1) % 10**8:08}"
    for _try in range(5):
        assert set_password(link, wrong).status_code == 422
    assert set_password(link, right).status_code == 422
    again = make_code(cast.actor(cast.manager), ShownLink.objects.get(), now=NOW)
    assert set_password(link, again).status_code == 302


def test_a_link_in_the_owners_own_mailbox_needs_no_code(cast: Cast, as_person: AsPerson) -> None:
    do(as_person(cast.administrator), cast.worker, "link")
    (sent,) = [one for one in mail.outbox if "/password/set/" in str(one.body)]
    assert sent.to == [cast.worker.email]
    (link,) = re.findall(r"http://testserver(/\S+)", str(sent.body))
    assert not ShownLink.objects.exists()
    assert set_password(str(link), "").status_code == 302


def test_who_loses_a_second_factor_to_an_administrator_is_told(cast: Cast, as_person: AsPerson) -> None:
    do(as_person(cast.administrator), cast.worker, "second_factor")
    assert told("factor.yours") == {"Wanda"}


def test_whoever_runs_the_site_confirms_where_nobody_else_can(cast: Cast) -> None:
    change_post(held(cast.worker), Post(Role.SUPERVISOR, cast.team), by=cast.actor(cast.administrator), now=NOW)
    assert confirm_waiting_role(cast.worker.email.upper()) == "Supervisor, North"
    assert held(cast.worker).role == Role.SUPERVISOR
    assert Entry.objects.latest("pk").actor == "system"
    for email in (cast.worker.email, "nobody@example.invalid"):
        with pytest.raises(BadInput, match="EMAIL: expected somebody whose new role waits"):
            confirm_waiting_role(email)
