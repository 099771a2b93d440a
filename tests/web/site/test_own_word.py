"""An agency's own word for a client stands on every page of its own, and never in what people typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from tests.web.authorization import makers
from tests.web.authorization.routes import Route
from tests.web.authorization.world import World
from tests.web.cast import TODAY, Cast, write_context
from tests.web.clients.forms import open_form, send
from unstuck.guidance import advise
from unstuck.language import CLIENT_WORDS, calling, gettext, ngettext, said_later, speaking
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.current_case import current_case
from unstuck.web.plans.actions.plan import record_words
from unstuck.web.plans.models import ClientWordsTopic

AsPerson = Callable[[Person | None], Browser]
TYPED = "I am no client of anybody"
WORD = re.compile(r"\bclients?\b", re.IGNORECASE)
AS_IT_IS = (TYPED, "simulated clients who", "care for adult clients of statutory")
"""What people typed, how a curve was made, and the title of a paper."""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("client", "A client's page. Clients see the clients' pages: %(client)s {client} client-led."),
        ("participant", "A participant's page. Participants see the participants' pages: %(client)s {client} "
                        "participant-led."),
        ("service_user", "A service user's page. Service users see the service users' pages: %(client)s {client} "
                         "service user-led."),
    ],
)  # fmt: skip
def test_the_word_keeps_number_case_and_possessive(code: str, said: str) -> None:
    text = "A client's page. Clients see the clients' pages: %(client)s {client} client-led."
    with calling(code):
        assert gettext(text) == said
        assert str(said_later(text)) == said
        assert ngettext("%(n)s client", "%(n)s clients", 2) == f"%(n)s {CLIENT_WORDS[code][1]}"
        with speaking("es"):
            assert "cliente" not in gettext("Back"), "Spanish has words of its own"
            assert gettext("Back") == "Atrás"


def test_every_word_takes_a() -> None:
    assert [one for one, _many in CLIENT_WORDS.values() if one[0] in "aeiou"] == []


def test_an_administrator_chooses_it(cast: Cast, as_person: AsPerson) -> None:
    browser, page = as_person(cast.administrator), "/set-up/word/"
    assert send(browser, page, {**open_form(browser, page), "word": "user"}).status_code == 422
    assert send(browser, page, {**open_form(browser, page), "word": "resident"}).status_code == 302
    assert Entry.objects.latest("id").details == {"before": "client", "after": "resident"}
    assert "Add a resident" in as_person(cast.worker).get("/clients/add/").content.decode()
    assert "Add a client" in as_person(cast.outsider).get("/clients/add/").content.decode(), "another agency's own"


def text_of(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_it_stands_on_the_main_pages_and_only_there(cast: Cast, as_person: AsPerson) -> None:
    """One process speaks with many agencies: what the first one was shown is never kept for the others."""
    world = World(cast, {"worker": cast.worker}, {"worker": cast.actor(cast.worker)}, {"worker": cast.cleo})
    for make in (makers.task, makers.objection, makers.referral):
        make(world, "worker", Route("", ()))
    record_words(cast.actor(cast.worker), cast.cleo, ClientWordsTopic.HOPE, TYPED, TODAY, write_context())
    about = f"/clients/{cast.cleo.public_id}/"
    pages = [
        *((cast.worker, f"{about}{part}") for part in ("", "plan/", "review/", "referrals/", "facts/engagement/")),
        *((cast.worker, page) for page in ("/caseload/", "/notifications/", "/clients/add/", "/check-ins/waiting/")),
        (cast.manager, "/overview/"),
        *((cast.administrator, page) for page in ("/set-up/", "/set-up/rooms/", "/check-ins/settings/")),
    ]  # fmt: skip
    Agency.objects.filter(pk=cast.agency.pk).update(client_word="participant")
    left, told = {}, 0
    for person, page in pages:
        text = text_of(as_person(person), page)
        told += len(re.findall(r"articipant", text))
        for kept in AS_IT_IS:
            text = text.replace(kept, "")
        left[page] = WORD.findall(text)
    assert {page: found for page, found in left.items() if found} == {}
    assert told > 60, "the pages say it"
    assert TYPED in text_of(as_person(cast.worker), f"{about}plan/")
    Agency.objects.filter(pk=cast.agency.pk).update(client_word="client")
    assert [page for person, page in pages if "articipant" in text_of(as_person(person), page)] == []


def test_reasons_are_said_with_it_and_quote_people_as_they_are(cast: Cast) -> None:
    with calling("participant"):
        texts = [reason.text for one in advise(current_case(cast.cleo, TODAY)).steps for reason in one.reasons]
        assert texts
        assert not WORD.search(" ".join(texts))
    quoting = said_later("The client prefers it: {preferences}.")
    with calling("member"):
        assert quoting.format(preferences=f"“{TYPED}”") == f"The member prefers it: “{TYPED}”."
