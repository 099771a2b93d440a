"""From what is recorded about life areas to several places that together cover them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.referrals.acts import ASK, PARTNER, AsPerson, ago, drafted, fact, hit, last, requested, send, text
from unstuck.web.caseload.models import LifeArea
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Service
from unstuck.web.directory.models import ServiceArea as Offers
from unstuck.web.referrals.actions.area_links import NewAreaLink, end_area_link, link_areas
from unstuck.web.referrals.models import AreaLink, Referral
from unstuck.web.referrals.queries import known_places
from unstuck.web.referrals.what_works import what_works


def service(cast: Cast, name: str, *areas: str, outside: bool = False) -> Service:
    agency = cast.other_agency if outside else cast.agency
    made = Service.objects.create(agency=agency, source="d", row=name, name=name, cost="free", digest="x")
    for area in areas:
        Offers.objects.create(service=made, area=area, why="terms")
    return made


def address(cast: Cast, rest: str = "") -> str:
    return f"/clients/{cast.cleo.public_id}/network/{rest}"


def test_several_areas_lead_to_several_places_those_wanted_first(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "money", "housing")
    fact(cast, LifeArea(on=ago(1), area="food", rating=3, wants_help=True))
    service(cast, "Debt advice", "money", "housing")
    pantry = service(cast, "Pantry", "food")
    service(cast, "Of another agency", "money", "housing", "food", outside=True)
    shown = text(as_person(cast.worker).get(address(cast)))
    assert "Several areas of life are hit at once" in shown
    assert shown.index("Pantry") < shown.index("Debt advice")
    assert "The client wants help with: food." in shown
    assert "Of another agency" not in shown
    assert f"/referrals/new/?service={pantry.public_id}" in shown


def test_one_area_alone_is_looked_at_first(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "money")
    service(cast, "Debt advice", "money")
    shown = text(as_person(cast.worker).get(address(cast)))
    assert "do not refer by reflex" in shown
    assert "Debt advice" not in shown


def test_a_referral_to_a_service_begins_with_its_areas(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "money", "housing")
    known = service(cast, "Debt advice", "money")
    known.places.create(agency=cast.agency, address="12 Ferry Lane")
    known.more = {"phones": [["01632 960100", "office"], ["01632 960101", ""]], "email": "ask@example.invalid"}
    known.save()
    where = f"/clients/{cast.cleo.public_id}/referrals/new/?service={known.public_id}"
    assert "12 Ferry Lane\n01632 960100\nask@example.invalid</textarea>" in text(as_person(cast.worker).get(where))
    page = text(as_person(cast.worker).get(where))
    assert 'value="money" checked' in page
    assert 'value="housing" checked' not in page
    typed = {"areas": ["money"], "ask": ASK, "way": "phone", "call_back_on": TODAY.isoformat()}
    assert send(as_person(cast.worker), where, **typed).status_code == 302
    made = Referral.objects.get()
    assert (made.service, made.organisation) == (known, "Debt advice")
    for wrong in (service(cast, "Elsewhere", outside=True).public_id, "nonsense"):
        assert as_person(cast.worker).get(where.split("?")[0] + f"?service={wrong}").status_code == 404


def test_what_makes_what_worse_is_recorded_drawn_and_taken_back(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "money", "housing")
    browser = as_person(cast.worker)
    typed = {"cause": "money", "effect": "housing", "words": "the rent", "on": TODAY.isoformat()}
    assert send(browser, address(cast, "links/add/"), **{**typed, "effect": "money"}).status_code == 422
    assert send(browser, address(cast, "links/add/"), **typed).status_code == 302
    assert (last().action, "rent" in str(last().details)) == ("area_link.recorded", False)
    shown = text(browser.get(address(cast)))
    assert "Money makes this worse: Housing" in shown
    assert shown.count("support-drawing__arrow") == 1
    assert send(browser, address(cast, "links/add/"), **typed).status_code == 422
    row = AreaLink.objects.get()
    assert send(browser, address(cast, f"links/{row.pk}/no-longer/"), on=TODAY.isoformat()).status_code == 302
    assert "Money makes this worse: Housing" not in text(browser.get(address(cast)))
    with pytest.raises(Denied):
        end_area_link(cast.actor(cast.worker), row, TODAY, write_context())
    link_areas(cast.actor(cast.worker), cast.cleo, NewAreaLink("money", "housing", TODAY), write_context())
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaLink.objects.update(cause="housing")


def test_what_was_asked_already_is_shown_and_not_proposed_again(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "money", "housing", "food")
    service(cast, "Debt advice", "money", "food")
    service(cast, "Tenants' advice", "housing")
    requested(cast)  # for food and money
    shown = text(as_person(cast.worker).get(address(cast)))
    assert "Already asked" in shown
    assert PARTNER in shown
    assert "Debt advice" not in shown
    assert "Tenants' advice" in shown


def test_places_of_other_workers_clients_are_not_proposed(cast: Cast, as_person: AsPerson) -> None:
    """What a colleague typed about their own client stays theirs; the directory is everybody's."""
    requested(cast)
    Referral.objects.update(state="completed", got="yes")
    actor = cast.actor(cast.worker)
    assert [one.name for one in known_places(actor)] == [PARTNER]
    assert known_places(cast.actor(cast.teammate)) == []
    assert known_places(cast.actor(cast.outsider)) == []


def test_a_supervisor_reads_and_others_do_not(cast: Cast, as_person: AsPerson) -> None:
    assert as_person(cast.supervisor).get(address(cast)).status_code == 200
    assert "links/add" not in text(as_person(cast.supervisor).get(address(cast)))
    for person in (cast.teammate, cast.outsider):
        assert as_person(person).get(address(cast)).status_code == 404
    assert as_person(cast.manager).get(address(cast)).status_code == 403


def many(cast: Cast, known: Service, count: int, helped: int) -> None:
    for at in range(count):
        days = 14 if at < helped else None
        Referral.objects.create(
            episode=cast.cleo, service=known, organisation=known.name, ask="x", way="phone", state="requested",
            requested_on=ago(40), reached_on=ago(30) if days else None, helped_on=ago(40 - days) if days else None,
            call_back_on=TODAY, recorded_at=NOW - timedelta(days=40), recorded_by=cast.worker,
        )  # fmt: skip


def test_small_numbers_are_hidden_and_no_agency_sees_another(cast: Cast, as_person: AsPerson) -> None:
    often, seldom = service(cast, "Often asked"), service(cast, "Seldom asked")
    many(cast, often, 16, 8)
    many(cast, seldom, 4, 4)
    shown = text(as_person(cast.manager).get("/outside-support/what-works/"))
    assert "Often asked" in shown
    assert "about 15" in shown
    assert "about 2" in shown, "weeks"
    assert "Seldom asked" not in shown
    assert "Services that were asked less often are left out." in shown
    assert what_works(cast.actor(cast.outsider)).rows == []


def test_few_who_got_help_are_hidden_and_so_is_how_long_it_took(cast: Cast) -> None:
    many(cast, service(cast, "Often asked"), 16, 4)
    (row,) = what_works(cast.actor(cast.worker)).rows
    assert row.weeks is None
    assert not isinstance(row.numbers[2], int)


def test_constant_queries(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)

    def count(where: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(where).status_code == 200
        return len(seen)

    pages = ("/outside-support/", address(cast), f"/clients/{cast.cleo.public_id}/referrals/")
    hit(cast, "money", "housing", "food")
    requested(cast)
    service(cast, "One", "money")
    before = [count(where) for where in pages]
    for at in range(6):
        requested(cast)
        drafted(cast)
        service(cast, f"More {at}", "housing", "food")
    assert [count(where) for where in pages] == before
