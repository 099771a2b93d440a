"""From a service of the directory to one of one's own clients."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, links_of, text, unscored
from tests.web.referrals.acts import AsPerson, hit
from tests.web.referrals.test_network_page import service
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import Episode, LifeArea
from unstuck.web.directory.models import Service
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails


def page(one: Service) -> str:
    return f"/outside-support/for/{one.public_id}/"


def test_a_services_page_leads_to_ones_own_clients(cast: Cast, as_person: AsPerson) -> None:
    one, browser = service(cast, "Debt advice", "money"), as_person(cast.worker)
    shown = browser.get(f"/resources/{one.public_id}/").content.decode()
    assert "Refer a client" in shown
    assert f'href="{page(one)}"' in shown
    chosen = browser.get(page(one))
    where = f"/clients/{cast.cleo.public_id}/referrals/new/?service={one.public_id}"
    assert f'href="{where}"' in chosen.content.decode()
    assert "Debt advice" in text(browser.get(where))


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_who_has_no_clients_is_not_asked_to_refer(cast: Cast, as_person: AsPerson, who: str) -> None:
    one = service(cast, "Debt advice", "money")
    browser = as_person(getattr(cast, who))
    assert "Refer a client" not in text(browser.get(f"/resources/{one.public_id}/"))
    assert browser.get(page(one)).status_code == 403


def test_only_open_work_of_ones_own_is_offered(cast: Cast, as_person: AsPerson) -> None:
    one = service(cast, "Debt advice", "money")
    client(cast, "Of Wim", COURSES["watch"], of=cast.teammate)
    gone = unscored(cast, "Has Ended", TODAY)
    end_work(cast.actor(cast.worker), gone, EndingDetails("client_wish", TODAY, words="Enough"), write_context())
    said = text(as_person(cast.worker).get(page(one)))
    assert "Cleo Brook" in said
    assert "Of Wim" not in said
    assert "Has Ended" not in said


@pytest.mark.parametrize(
    ("who", "words", "verb", "leads_to"),
    [
        (
            "supervisor",
            "Tell the worker of a client whom this could help.",
            "Look at your team's clients",
            "/caseload/",
        ),
        ("teammate", "You have no clients of your own at present.", "Add a client", "/clients/add/"),
    ],
)
def test_who_has_no_client_reads_what_to_do_instead(
    cast: Cast, as_person: AsPerson, who: str, words: str, verb: str, leads_to: str
) -> None:
    one, browser = service(cast, "Debt advice", "money"), as_person(getattr(cast, who))
    for address in (f"/resources/{one.public_id}/", page(one)):
        answer = browser.get(address)
        assert words in text(answer)
        assert page(one) not in links_of(answer.content.decode())
        assert re.search(rf'href="{leads_to}"[^>]*>{verb}<', unescape(answer.content.decode()))
    assert browser.get(leads_to).status_code == 200


def test_the_button_comes_with_the_first_client(cast: Cast, as_person: AsPerson) -> None:
    one = service(cast, "Debt advice", "money")
    assert page(one) not in as_person(cast.teammate).get(f"/resources/{one.public_id}/").content.decode()
    client(cast, "Of Wim", COURSES["watch"], of=cast.teammate)
    assert page(one) in as_person(cast.teammate).get(f"/resources/{one.public_id}/").content.decode()


def test_those_whom_it_fits_come_first(cast: Cast, as_person: AsPerson) -> None:
    one = service(cast, "Debt advice", "money", "legal")
    client(cast, "Anna First", COURSES["watch"])
    browser = as_person(cast.worker)
    before = text(browser.get(page(one)))
    assert before.index("Anna First") < before.index("Cleo Brook")
    hit(cast, "money", "family")
    after = text(browser.get(page(one)))
    assert after.index("Cleo Brook") < after.index("Anna First")
    assert "Cleo Brook R-1; ■ hit: Money" in after
    assert "Family" not in after


def test_what_is_gone_or_of_another_agency_is_not_found(cast: Cast, as_person: AsPerson) -> None:
    elsewhere, gone = service(cast, "Elsewhere", "money", outside=True), service(cast, "Gone", "money")
    Service.objects.filter(pk=gone.pk).update(gone_at=write_context().now)
    browser = as_person(cast.worker)
    assert browser.get(page(elsewhere)).status_code == 404
    assert browser.get(page(gone)).status_code == 404
    assert "Refer a client" not in text(browser.get(f"/resources/{gone.public_id}/"))


def test_many_clients_take_as_many_queries_as_few(cast: Cast, as_person: AsPerson) -> None:
    one, browser = service(cast, "Debt advice", "money"), as_person(cast.worker)

    def asked() -> int:
        browser.get(page(one))
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(page(one)).status_code == 200
        return len(seen)

    hit(cast, "money")
    few = asked()
    for number in range(4):
        found: Episode = client(cast, f"More {number}", COURSES["watch"])
        record_facts(cast.actor(cast.worker), found, [LifeArea(on=TODAY, area="money", rating=1)], write_context())
    assert asked() == few
