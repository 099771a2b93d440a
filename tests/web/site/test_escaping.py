"""What people typed is text on every page, also where a template leaves the escaping to itself."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.accounts.models import Agency, Person, Team
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Care, Client
from unstuck.web.intake.actions import add_client

AsPerson = Callable[[Person | None], Browser]
MARKUP = "<b onclick=x>&\"'</b>"
REFERENCE = "R<img src=x>\"'"


def test_markup_that_somebody_typed_is_shown_as_text(cast: Cast, as_person: AsPerson) -> None:
    Client.objects.filter(pk=cast.cleo.client_id).update(name=MARKUP, reference=REFERENCE)
    Person.objects.filter(pk=cast.worker.pk).update(name=MARKUP)
    Person.objects.filter(pk=cast.supervisor.pk).update(name=MARKUP)
    Team.objects.filter(pk=cast.team.pk).update(name=MARKUP)
    Agency.objects.filter(pk=cast.agency.pk).update(name=MARKUP)
    Care.objects.create(episode=cast.cleo, on=TODAY, recorded_at=NOW, recorded_by=cast.worker, words=MARKUP)
    add_client(cast.actor(cast.worker), NewClient("R-2", "", TODAY), now=NOW, today=TODAY)
    client = f"/clients/{cast.cleo.public_id}/"
    of_clients = [
        "/caseload/",
        client,
        f"{client}history/",
        f"{client}facts/",
        f"{client}scores/add/",
        f"{client}edit/",
    ]
    asked = [(cast.worker, address) for address in [*of_clients, "/me/", "/scores/"]]
    asked += [(cast.supervisor, address) for address in [*of_clients[:4], f"{client}hand-over/"]]
    asked += [
        (cast.administrator, address) for address in ["/people/", f"/people/{cast.worker.public_id}/", "/record/"]
    ]
    asked += [(cast.manager, "/overview/")]
    shown = 0
    for person, address in asked:
        answer = as_person(person).get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "<b onclick" not in page, address
        assert "<img src=x" not in page, address
        shown += "&lt;b onclick=x&gt;" in page
    assert shown == len(asked), "every page names the agency at its foot"


def test_a_search_gives_back_what_was_typed_as_text(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.worker).post("/caseload/", {"name": MARKUP, "q": MARKUP, "find": MARKUP})
    assert "<b onclick" not in answer.content.decode()
