"""What the presenters of accounts return, without a page around it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings

from tests.web.accounts.flows import give_post
from tests.web.cast import NOW, Cast
from unstuck.web.accounts.actions import Post, end_membership
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.accounts.presenters import PersonPage, account_page, person_page, second_factor_words
from unstuck.web.accounts.queries import SecondFactor, latest_memberships

APP, NOTHING = "An app that shows codes.", "None. The password alone is enough."


def latest(cast: Cast, person: Person) -> Membership:
    return latest_memberships(cast.agency.pk).get(person=person)


def page_of(cast: Cast, person: Person, link: str = "") -> PersonPage:
    return person_page(cast.actor(cast.administrator), latest(cast, person), link)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (SecondFactor(app=False, passkeys=0, codes_left=0), NOTHING),
        (SecondFactor(app=False, passkeys=0, codes_left=4), NOTHING),
        (SecondFactor(app=True, passkeys=0, codes_left=10), f"{APP} 10 recovery codes left."),
        (SecondFactor(app=False, passkeys=1, codes_left=1), "1 passkey. 1 recovery code left."),
        (SecondFactor(app=True, passkeys=2, codes_left=5), f"{APP} 2 passkeys. 5 recovery codes left."),
    ],
)
def test_a_second_factor_in_words(factor: SecondFactor, words: str) -> None:
    assert second_factor_words(factor) == words


def test_ones_own_account_names_the_agency_and_the_team(cast: Cast) -> None:
    page = account_page(cast.worker, cast.actor(cast.worker))
    assert (page.email, page.agency, page.role) == ("wanda@example.invalid", "Riverside", "Worker, North")
    assert (page.second_factor, page.has_second_factor) == (NOTHING, False)
    assert account_page(cast.manager, cast.actor(cast.manager)).role == "Manager"
    with pytest.raises(FrozenInstanceError):
        page.role = "Administrator"  # type: ignore[misc]


def test_somebody_who_is_here(cast: Cast) -> None:
    page = page_of(cast, cast.worker, link="https://example.invalid/set/")
    assert (page.name, page.email, page.role) == ("Wanda", "wanda@example.invalid", "Worker, North")
    assert (page.last_signed_in, page.left_on, page.link) == (None, None, "https://example.invalid/set/")
    assert (page.may_have_clients, page.why_not_end, page.may_have_lost_second_factor) == (True, "", False)
    assert [(role.role, role.since, role.until) for role in page.history] == [
        ("Worker, North", date(2026, 11, 22), None)
    ]


def test_roles_stand_newest_first_and_someone_who_left_has_a_last_day(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    later, last = NOW + timedelta(days=3), NOW + timedelta(days=9)
    give_post(cast, cast.worker, Post(Role.SUPERVISOR, cast.other_team), now=later)
    end_membership(latest(cast, cast.worker), by=by, now=last)
    page = page_of(cast, cast.worker)
    assert page.left_on == date(2026, 12, 1)
    assert [(role.role, role.since, role.until) for role in page.history] == [
        ("Supervisor, South", date(2026, 11, 25), date(2026, 12, 1)),
        ("Worker, North", date(2026, 11, 22), date(2026, 11, 25)),
    ]


def test_nobody_ends_their_own_membership(cast: Cast) -> None:
    page = page_of(cast, cast.administrator)
    assert page.why_not_end == "Nobody can do this for themselves. Ask another administrator."
    assert (page.role, page.may_have_clients) == ("Administrator", False)


def test_a_lost_second_factor_is_removed_by_another_administrator_only(cast: Cast) -> None:
    for person in (cast.worker, cast.administrator):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    assert page_of(cast, cast.worker).may_have_lost_second_factor
    assert not page_of(cast, cast.administrator).may_have_lost_second_factor


def test_without_mail_the_page_does_not_offer_to_send_a_link(cast: Cast, settings: LazySettings) -> None:
    assert page_of(cast, cast.worker).by_mail
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert not page_of(cast, cast.worker).by_mail
