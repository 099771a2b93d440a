"""Who answers for concerns sees clients who are not theirs, and opens records in an emergency: two people say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import token_on
from tests.web.cast import NOW, PASSWORD, Cast
from tests.web.refusals import refusal, who_may
from tests.web.safety.acts import name_and_confirm, sign
from unstuck.web.accounts.actions import NewPerson, add_person, end_membership, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.emergency.permissions import check_may_open
from unstuck.web.notifications.models import Notification
from unstuck.web.safety import rota
from unstuck.web.safety.actions import naming
from unstuck.web.safety.models import Responder
from unstuck.web.safety.permissions import concerns_for

AsPerson = Callable[[Person | None], Browser]
ALWAYS = naming.DutyHours(1, 127, time(0), time(0))


def named(cast: Cast, person: Person) -> Responder:
    naming.name_responder(cast.actor(cast.administrator), person, ALWAYS, now=NOW)
    return Responder.objects.latest("pk")


def sees_concerns(person: Person) -> bool:
    return concerns_for(actor_of(person)).exists()


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_an_administrator_who_names_a_worker_of_their_own_making_sees_no_client(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    wanted = NewPerson("aron.too@example.invalid", "Aaron", Role.WORKER, cast.team, PASSWORD)
    invented = add_person(cast.agency, wanted, by=cast.actor(cast.administrator), now=NOW)
    turn = named(cast, invented)
    assert not sees_concerns(invented)
    assert refusal(check_may_open, actor_of(invented)) == "not_for_emergencies"
    assert not rota.is_anybody_named(cast.agency.pk)
    assert concern.responder == cast.worker
    assert invented.pk not in [one.person for one in rota.turns_for(cast.cleo)]
    assert told("responder.proposed") == {"Sunita", "Stan", "Mirjam"}
    assert told("responder.you") == set()
    naming.confirm_responder(cast.actor(cast.other_supervisor), turn.pk, now=NOW)
    assert sees_concerns(invented)
    assert told("responder.you") == {"Aaron"}
    assert Entry.objects.latest("pk").action == "responder.confirmed"


def test_who_confirms_is_somebody_else_who_answers_for_others(cast: Cast) -> None:
    def confirm(actor: Any) -> None:
        naming.confirm_responder(actor, turn.pk, now=NOW)

    turn = named(cast, cast.supervisor)
    for decide in (naming.confirm_responder, naming.decline_responder):
        for person in (cast.administrator, cast.supervisor, cast.worker):
            assert refusal(decide, cast.actor(person), turn.pk, now=NOW) == "not_second_person"
        assert refusal(decide, cast.actor(cast.outside_supervisor), turn.pk, now=NOW) == "decided_already"
    naming.decline_responder(cast.actor(cast.manager), turn.pk, now=NOW)
    assert who_may(cast, confirm) == set()
    assert not rota.is_anybody_named(cast.agency.pk)


@pytest.mark.django_db
def test_before_the_first_client_one_person_names() -> None:
    agency = found_agency("New", now=NOW)
    administrator = add_person(agency, NewPerson("f@example.invalid", "Fay", Role.ADMINISTRATOR), by=None, now=NOW)
    worker = add_person(agency, NewPerson("w@example.invalid", "Wes", Role.WORKER), by=None, now=NOW)
    actor = actor_of(administrator)
    assert actor is not None
    naming.name_responder(actor, worker, ALWAYS, now=NOW)
    assert rota.is_anybody_named(agency.pk)


def test_it_is_done_on_the_pages(cast: Cast, as_person: AsPerson) -> None:
    aron, mirjam = as_person(cast.administrator), as_person(cast.manager)
    form = {"person": str(cast.teammate.public_id), "place": "1", "days": [str(day) for day in range(7)]}
    form |= {"begins": "00:00", "ends": "00:00"}
    assert aron.post("/responders/", form | {"once": token_on(aron.get("/responders/"))}).status_code == 302
    own = aron.get("/responders/").content.decode()
    assert "waits for a second person" in own
    assert 'value="confirm"' not in own
    assert "/responders/" in mirjam.get("/second-person/").content.decode()
    page = mirjam.get("/responders/")
    assert "Name somebody" not in page.content.decode()
    (row,) = set(re.findall(r'name="row" value="(\d+)"', page.content.decode()))
    sent = {"once": token_on(page), "do": "confirm", "row": row}
    assert mirjam.post("/responders/", sent).status_code == 302
    assert "waits" not in mirjam.get("/responders/").content.decode()
    for typed in ({"do": "confirm", "row": "x"}, {"do": "nothing", "row": row}):
        assert mirjam.post("/responders/", typed).status_code == 400
    named_by_manager = mirjam.post("/responders/", form | {"once": token_on(mirjam.get("/me/"))})
    assert named_by_manager.status_code == 422
    assert Responder.objects.count() == 1


def test_an_administrator_is_told_on_the_first_page_that_nobody_answers_for_concerns(
    cast: Cast, as_person: AsPerson
) -> None:
    """S.3: it says so when nobody is watching, with the page where somebody is named."""
    browser, words = as_person(cast.administrator), "Nobody is named to answer for concerns"
    html = browser.get("/", follow=True).content.decode()
    assert words in html
    assert re.search(r'href="/responders/"[^>]*>Say who answers for concerns</a>', html)
    name_and_confirm(cast, cast.supervisor, ALWAYS)
    assert words not in browser.get("/set-up/").content.decode()
    held = Membership.objects.get(person=cast.supervisor, ended_at=None)
    end_membership(held, by=cast.actor(cast.administrator), now=NOW)
    assert words in browser.get("/set-up/").content.decode(), "somebody who left answers for nothing"


def test_whoever_works_with_clients_reads_on_the_safety_page_that_nobody_is_named(
    cast: Cast, as_person: AsPerson
) -> None:
    words = "Your agency has named nobody who answers for concerns."
    assert words in as_person(cast.worker).get("/concerns/").content.decode()
    name_and_confirm(cast, cast.supervisor, ALWAYS)
    assert words not in as_person(cast.worker).get("/concerns/").content.decode()
