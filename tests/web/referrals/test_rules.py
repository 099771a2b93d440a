"""Who reads a referral, whose link answers it, and what it cannot do without: on both sides of each rule."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import NOW, TODAY, Cast
from tests.web.referrals.acts import drafted, requested
from tests.web.refusals import refusal, who_finds
from tests.web.safety.acts import sign
from unstuck.web.components.denied import Denied
from unstuck.web.referrals import policies
from unstuck.web.referrals.models import AreaLink, Consent, Referral, ReplyLink
from unstuck.web.referrals.permissions import (
    LONGEST_TOKEN,
    area_links_for,
    digest_of,
    link_of,
    referrals_for,
    token_of,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_referrals_and_links_between_life_areas_are_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, referrals_for, drafted(cast)) == {"Wanda", "Sunita"}
    link = AreaLink.objects.create(
        episode=cast.cleo, cause="money", effect="housing", on=TODAY, recorded_at=NOW, recorded_by=cast.worker
    )
    assert who_finds(cast, area_links_for, link) == {"Wanda", "Sunita"}
    assert not referrals_for(None).exists()
    assert not area_links_for(None).exists()


def links(cast: Cast) -> tuple[ReplyLink, ReplyLink]:
    made = requested(cast)
    partner = ReplyLink.objects.get(referral=made, whom="partner")
    client = ReplyLink.objects.filter(referral=made, whom="client").first()
    if client is None:
        client = ReplyLink(referral=made, whom="client", made_at=NOW, expires_at=partner.expires_at)
        client.digest = digest_of(token_of(client))
        client.save()
    return partner, client


def test_a_link_answers_until_it_expires_is_used_or_ended(cast: Cast) -> None:
    partner, client = links(cast)
    for link in (partner, client):
        token = token_of(link)
        assert link_of(token, NOW) == link
        assert link_of(token, link.expires_at - MINUTE) == link
        assert link_of(token, link.expires_at) is None
        for name in ("used_at", "ended_at"):
            ReplyLink.objects.filter(pk=link.pk).update(**{name: NOW})
            assert link_of(token, NOW) is None
            ReplyLink.objects.filter(pk=link.pk).update(**{name: None})
    assert link_of("0" * 64, NOW) is None, "another token answers nothing"


@pytest.mark.parametrize(
    ("state", "answers"),
    [("requested", True), ("accepted", True), ("in_progress", True), ("completed", True), ("draft", False),
     ("declined", False), ("cancelled", False), ("failed", False)],
)  # fmt: skip
def test_a_link_answers_while_it_can_still_be_said_what_became_of_it(cast: Cast, state: str, answers: bool) -> None:
    partner, _client = links(cast)
    Referral.objects.update(state=state)
    assert (link_of(token_of(partner), NOW) is not None) == answers


def test_with_violence_at_home_the_clients_own_link_stops_and_the_partners_does_not(cast: Cast) -> None:
    partner, client = links(cast)
    sign(cast, "stalking")
    assert link_of(token_of(client), NOW) is None
    assert link_of(token_of(partner), NOW) == partner


def test_only_a_digest_is_kept_and_a_token_that_is_too_long_is_not_looked_up(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partner, client = links(cast)
    token = token_of(partner)
    assert partner.digest == digest_of(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token_of(partner) != token_of(client)
    assert len(token) == LONGEST_TOKEN == 64
    for length, queries in ((64, 1), (65, 0)):
        with django_assert_num_queries(queries):
            assert link_of("x" * length, NOW) is None


def test_the_address_of_a_link_stays_the_same() -> None:
    """A link in a letter must open after an upgrade: HMAC-SHA256 under a key derived from salt and signing key."""
    link = ReplyLink(seed="7e1f0f0a-53f5-4e0b-8d3c-0c3f8d8b9a11")
    key = hashlib.sha256(b"unstuck.referrals.reply" + settings.SECRET_KEY.encode()).digest()
    expected = hmac.new(key, b"7e1f0f0a-53f5-4e0b-8d3c-0c3f8d8b9a11", hashlib.sha256).hexdigest()
    assert token_of(link) == expected


def test_with_violence_at_home_a_safe_way_is_asked_for_and_no_link_is_sent(cast: Cast) -> None:
    assert refusal(policies.check_safe, cast.cleo, "letter", "") == ""
    assert refusal(policies.check_link_to_client, cast.cleo) == ""
    sign(cast, "stalking")
    found = [refusal(policies.check_safe, cast.cleo, "letter", words) for words in ("", " ", "Ring at noon")]
    assert found == ["safe_way_needed", "safe_way_needed", ""]
    assert refusal(policies.check_link_to_client, cast.cleo) == "shared_device"


@pytest.mark.parametrize(
    ("way", "state", "expected"),
    [
        ("letter", "requested", ""),
        ("email", "accepted", ""),
        ("letter", "in_progress", ""),
        ("phone", "requested", "no_letter"),
        ("self", "requested", "no_letter"),
        ("letter", "draft", "not_open"),
        ("letter", "completed", "not_open"),
        ("email", "declined", "not_open"),
    ],
)
def test_a_partner_has_a_link_where_they_were_written_to_and_it_is_open(way: str, state: str, expected: str) -> None:
    assert refusal(policies.check_partner_link, Referral(way=way, state=state)) == expected


@pytest.mark.parametrize(
    ("parts", "part2", "how", "expected"),
    [
        ({"need": "Food"}, False, "spoken", ""),
        ({"need": "Food", "name": " "}, False, "spoken", "nothing_shared"),
        ({}, False, "spoken", "nothing_shared"),
        ({"need": "Food"}, True, "spoken", "written_consent"),
        ({"need": "Food"}, True, "signed", ""),
    ],
)
def test_what_is_shared_is_written_out_and_under_part_2_signed(
    parts: dict[str, str], part2: bool, how: str, expected: str
) -> None:
    assert refusal(policies.check_parts, parts, part2, how) == expected


def test_nothing_is_shared_without_consent_unless_the_client_goes_themselves() -> None:
    cases = [("letter", None), ("letter", Consent()), ("self", None), ("self", Consent())]
    found = [refusal(policies.check_agreed, Referral(way=way), consent) for way, consent in cases]
    assert found == ["no_consent", "", "", ""]


def test_an_ending_has_a_reason() -> None:
    cases = [("decline", ""), ("fail", ""), ("cancel", ""), ("cancel", "Moved"), ("accept", ""), ("complete", "")]
    assert [refusal(policies.check_reason, *one) for one in cases] == ["no_reason"] * 3 + [""] * 3


@pytest.mark.parametrize(
    ("on", "first", "again", "expected"),
    [
        (TODAY, TODAY, None, ""),
        (TODAY + DAY, TODAY, None, "future_date"),
        (TODAY - DAY, TODAY, None, "before_its_start"),
        (TODAY, TODAY - DAY, TODAY, ""),
        (TODAY, TODAY - DAY, TODAY - DAY, "call_back_past"),
        (TODAY, TODAY - DAY, TODAY + DAY, ""),
    ],
)
def test_a_step_is_of_a_day_since_what_it_follows(on: date, first: date, again: date | None, expected: str) -> None:
    assert refusal(policies.check_days, on, TODAY, first, again) == expected


def test_the_first_day_is_named(cast: Cast) -> None:
    with pytest.raises(Denied, match="before 22 November 2026"):
        policies.check_days(TODAY - DAY, TODAY, TODAY, None)
