"""How often alerts were right: simulated and called so, until thirty of the agency's own can be checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.home.people import client, text
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.learning import learn_from_the_past
from unstuck.web.alerts.models import Alert, PastFigures
from unstuck.web.demo.actions.clients import KnownClient, take_in

SignIn = Callable[[Person | None], Browser]
STAYS_FLAT = (15,) * 14
GETS_WELL = (15,) * 9 + (9, 6, 4, 4, 4)
"""Called by the ninth score; five weeks later in the usual range: the alert was wrong."""


def past(cast: Cast, flat: int, well: int) -> None:
    courses = [STAYS_FLAT] * flat + [GETS_WELL] * well
    people = []
    for place, totals in enumerate(courses):
        days = [TODAY - timedelta(weeks=len(totals) - week) for week in range(len(totals))]
        people.append(KnownClient(f"P-{place}", f"Past {place}", days[0], list(zip(days, totals, strict=True)), {}))
    take_in(cast.actor(cast.worker), "PHQ-9", people, now=NOW, today=TODAY)
    learn_from_the_past(NOW, TODAY)


def pages(cast: Cast, browser: Browser) -> list[str]:
    alert = Alert.objects.get(episode=cast.cleo)
    there = f"/clients/{cast.cleo.public_id}/"
    return [text(browser.get(there)), text(browser.get(f"{there}alerts/{alert.public_id}/"))]


def test_with_too_few_of_ones_own_it_says_simulated_clients_only(cast: Cast, as_person: SignIn) -> None:
    past(cast, flat=20, well=9)
    for page in pages(cast, as_person(cast.worker)):
        assert "Tried on simulated clients only: about 7 in 10 such alerts were right." in page
        assert "Seen here" not in page
        assert (
            "Your agency so far: 30 such alerts, 29 with a score four to eight weeks later, 20 of these right." in page
        )


def test_from_thirty_on_it_says_what_was_seen_here_with_its_interval(cast: Cast, as_person: SignIn) -> None:
    past(cast, flat=24, well=8)
    for page in pages(cast, as_person(cast.worker)):
        assert (
            "Seen here: of 32 such alerts with a later score, 24 were right (75 %, likely between 58 and 87 %)." in page
        )
        assert "Tried on simulated clients only" not in page
        assert "whoever stopped coming cannot be counted" in page


def test_another_agency_hears_nothing_of_it(cast: Cast, as_person: SignIn) -> None:
    past(cast, flat=24, well=8)
    elsewhere = client(cast, "Elsewhere", STAYS_FLAT, of=cast.outsider)
    page = text(as_person(cast.outsider).get(f"/clients/{elsewhere.public_id}/"))
    assert "Seen here" not in page
    assert "Tried on simulated clients only" in page


@pytest.mark.parametrize("totals", [(6, 7, 6, 7, 6), (18, 12, 8, 5, 4)])
def test_a_state_that_raises_no_alert_claims_nothing(cast: Cast, as_person: SignIn, totals: tuple[int, ...]) -> None:
    episode = client(cast, "Quiet", totals)
    page = text(as_person(cast.worker).get(f"/clients/{episode.public_id}/"))
    assert "such alerts" not in page


def test_only_counts_are_kept(cast: Cast) -> None:
    past(cast, flat=3, well=0)
    kept = PastFigures.objects.get(agency=cast.agency, kind="alerts_right")
    assert kept.figures == {"stalled": {"raised": 4, "checked": 3, "right": 3}}
