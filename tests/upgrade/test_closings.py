"""How work ended in the version before keeps its meaning: the same code, in the same words, with what was said then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.upgrade.before import MORE, upgraded
from unstuck.web.accounts.actors import actor_of
from unstuck.web.reviews.models import Closing, Ending
from unstuck.web.reviews.presenters.ended import ended_work_page
from unstuck.web.reviews.queries import day_to_ask
from unstuck.web.transfers.models import Transfer

BEFORE = {
    "client_wish": "The client wishes to end",
    "goals_reached": "Things are going well: stepping down",
    "transfer": "Another worker or service takes over",
    "referred_on": "Referred onwards: other help fits better",
    "no_progress": "The work is not helping, and alternatives were explored",
    "no_contact": "No longer in contact",
    "other": "Another reason",
}
"""The codes of the version before, with the words in which its pages said them."""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[QuerySet[Closing]]:
    """How work ended in before_more.sql. The database is open, and up to date, while a test runs."""
    with django_db_blocker.unblock(), upgraded(tmp_path_factory.mktemp("closings"), MORE):
        yield Closing.objects.filter(pk__gte=100).order_by("pk")


def test_they_keep_their_code_their_words_and_what_was_said(ended: QuerySet[Closing]) -> None:
    assert [(one.ending, Ending(one.ending).words) for one in ended] == list(BEFORE.items())
    for one in ended:
        assert (one.words, one.notice, one.continuity, one.risk_words) == (
            "Said then",
            "Twice",
            "Knows the way back",
            "Looked at",
        )
        assert (one.lacking, one.risk, one.mandated) == (["E.1-not-consulted"], False, True)


def test_nothing_is_made_up_about_them(ended: QuerySet[Closing]) -> None:
    for one in Closing.objects.all():
        assert (one.notice_on, one.ask_on, day_to_ask(one), one.tries, one.second_look) == (None,) * 5
        assert (one.place, one.told, one.consent, one.ways) == ("", "", "", [])
    assert not Transfer.objects.exists()


def test_the_page_of_ended_work_still_shows_them(ended: QuerySet[Closing]) -> None:
    wanda = actor_of(ended[0].by)
    assert wanda is not None
    page = ended_work_page(wanda, ended[0].on)
    shown = [one for one in (*page.at_risk, *page.others) if one.closing.pk >= 100]
    assert sorted(one.ending for one in shown) == sorted(BEFORE.values())
    assert all("What goes on: Knows the way back" in one.details for one in shown)
