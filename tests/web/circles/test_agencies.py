"""Keys, and the agencies that an agency exchanges with: compared aloud, and confirmed by a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, Cast, write_context
from tests.web.circles import acts
from tests.web.consultation.test_pages import hidden, send, text_of
from unstuck.web.accounts.actions import NewPerson, add_person, found_agency
from unstuck.web.accounts.models import Person, Role
from unstuck.web.circles.actions.agencies import confirm_partner, make_keys, take_in
from unstuck.web.circles.models import CircleKeys, CirclePartner
from unstuck.web.circles.permissions import partners_of
from unstuck.web.circles.public_keys import in_groups, read_published
from unstuck.web.circles.queries import keys_to_publish, own_keys
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification

As = Callable[[Person | None], Browser]
AGENCIES, ADD, KEYS = "/people/other-agencies/", "/people/other-agencies/add/", "/people/other-agencies/keys/"


def press(browser: Browser, do: str, row: object = "") -> Any:
    once = hidden(text_of(browser.get(AGENCIES)))
    return browser.post(AGENCIES, {**once, "do": do, "row": str(row)})


def codes(*acts: Callable[[], object]) -> list[str]:
    found = []
    for act in acts:
        with pytest.raises(Denied) as denied:
            act()
        found.append(denied.value.code)
    return found


def test_keys_are_made_handed_on_and_taken_in_after_reading_aloud(cast: Cast, as_person: As) -> None:
    aron, alma, sven = (
        as_person(person) for person in (cast.administrator, cast.outside_administrator, cast.outside_supervisor)
    )
    assert press(aron, "make").status_code == 302
    text = text_of(aron.get(KEYS))
    fingerprint = in_groups(read_published(text).keys.fingerprint)
    assert fingerprint in text_of(aron.get(AGENCIES))
    wrong = send(
        alma, ADD, {"text": text, "heard": fingerprint.replace(fingerprint[0], "7" if fingerprint[0] != "7" else "A")}
    )
    assert wrong.status_code == 422
    assert "another fingerprint than the one you heard" in text_of(wrong)
    assert not CirclePartner.objects.exists()
    assert "Line 1" in text_of(send(alma, ADD, {"text": "hello", "heard": fingerprint}))
    assert send(alma, ADD, {"text": text, "heard": fingerprint.lower()}).status_code == 302
    partner = CirclePartner.objects.get()
    assert not partners_of(cast.actor(cast.outsider)).exists(), "it waits for a second person"
    assert Notification.objects.filter(kind="circle.proposed", person=cast.outside_supervisor).exists()
    assert press(alma, "confirm", partner.public_id).status_code == 422, "never who took it in"
    assert press(sven, "confirm", partner.public_id).status_code == 302
    assert partners_of(cast.actor(cast.outsider)).get().name == "Riverside"
    assert press(sven, "remove", partner.public_id).status_code == 422, "sight is taken away by an administrator"
    assert press(alma, "remove", partner.public_id).status_code == 302
    assert not partners_of(cast.actor(cast.outsider)).exists()


def test_a_second_person_declines_and_nothing_is_in_use(cast: Cast, as_person: As) -> None:
    make_keys(cast.actor(cast.outside_administrator), write_context())
    partner = take_in(
        cast.actor(cast.administrator), keys_to_publish(cast.actor(cast.outside_administrator)), write_context()
    )
    assert "Waiting for a second person" in text_of(as_person(cast.manager).get(AGENCIES))
    assert press(as_person(cast.manager), "remove", partner.public_id).status_code == 302
    assert codes(lambda: confirm_partner(cast.actor(cast.supervisor), partner, write_context())) == ["partner_gone"]


def test_who_may_not_does_not(cast: Cast) -> None:
    make_keys(cast.actor(cast.administrator), write_context())
    make_keys(cast.actor(cast.outside_administrator), write_context())
    theirs = keys_to_publish(cast.actor(cast.outside_administrator))
    aron, sunita, sven = (cast.actor(one) for one in (cast.administrator, cast.supervisor, cast.outside_supervisor))
    partner = take_in(aron, theirs, write_context())
    assert codes(
        lambda: make_keys(sunita, write_context()),
        lambda: take_in(sunita, theirs, write_context()),
        lambda: take_in(aron, theirs, write_context()),
        lambda: take_in(aron, keys_to_publish(aron), write_context()),
        lambda: confirm_partner(aron, partner, write_context()),
        lambda: confirm_partner(cast.actor(cast.worker), partner, write_context()),
        lambda: confirm_partner(sven, partner, write_context()),
    ) == [
        "not_administrator", "not_administrator", "known_keys", "own_keys", "not_second_person", "not_second_person",
        "partner_gone",
    ]  # fmt: skip


def test_before_an_agencys_first_client_one_person_suffices(cast: Cast) -> None:
    make_keys(cast.actor(cast.administrator), write_context())
    new = found_agency("Seaside", now=NOW)
    first = add_person(new, NewPerson("sea@example.invalid", "Selma", Role.ADMINISTRATOR), by=None, now=NOW)
    take_in(cast.actor(first), keys_to_publish(cast.actor(cast.administrator)), write_context())
    assert partners_of(cast.actor(first)).exists()


def test_private_keys_are_sealed_by_the_sites_signing_key(cast: Cast, settings: Any) -> None:
    """A copy of the database opens nothing; under another signing key they are lost, and that is said."""
    make_keys(cast.actor(cast.administrator), write_context())
    private, row = own_keys(cast.agency.pk), CircleKeys.objects.get()
    for secret in (private.signing.private_bytes_raw(), private.sealing.private_bytes_raw()):
        assert secret not in bytes(row.private)
    settings.SECRET_KEY = "another"
    assert codes(lambda: own_keys(cast.agency.pk)) == ["keys_closed"]
    make_keys(cast.actor(cast.administrator), write_context())
    assert own_keys(cast.agency.pk).public.fingerprint != private.public.fingerprint
    assert codes(lambda: own_keys(cast.other_agency.pk)) == ["no_own_keys"]


def test_a_file_is_brought_in_only_where_there_is_an_agency_to_have_sent_it(cast: Cast, as_person: As) -> None:
    browser, address = as_person(cast.worker), "/consultations/other-agencies/"
    assert "bring-in/" not in text_of(browser.get(address))
    acts.circle(cast)
    assert f'href="{address}bring-in/"' in text_of(browser.get(address))
