"""How work ended in the version before keeps its meaning: the same code, in the same words, with what was said then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.upgrade.before import opened
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

FREE = (1, 3)
"""Row ids of open episodes of Wanda's in before.sql."""


ENDED_THEN = (
    "UPDATE caseload_episode SET ended_on = '2026-11-20', ended_because = :code WHERE id = :episode",
    """
    INSERT INTO reviews_closing ("id", "at", "on", "ending", "words", "notice", "continuity", "risk_words",
      "mandate_words", "lacking", "risk", "mandated", "by_id", "episode_id") VALUES
      (100 + :episode, '2026-11-20 12:00:00', '2026-11-20', :code, 'Said then', 'Twice', 'Knows the way back',
       'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, :episode)
    """,
)


@pytest.fixture(scope="module", params=[list(BEFORE)[place : place + 2] for place in range(0, 7, 2)], ids="-".join)
def codes(request: Any, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[list[str]]:
    """Codes with which work had ended before. The database is open, and up to date, while a test runs."""
    with django_db_blocker.unblock(), opened(tmp_path_factory.mktemp("closings")):
        for episode, code in zip(FREE, request.param, strict=False):
            for statement in ENDED_THEN:
                connection.connection.execute(statement, {"episode": episode, "code": code})
        call_command("migrate", verbosity=0, interactive=False)
        yield request.param


def test_they_keep_their_code_their_words_and_what_was_said(codes: list[str]) -> None:
    kept = list(Closing.objects.filter(pk__gte=100).order_by("pk"))
    assert [(one.ending, Ending(one.ending).words) for one in kept] == [(code, BEFORE[code]) for code in codes]
    for one in kept:
        assert (one.words, one.notice, one.continuity, one.risk_words) == (
            "Said then",
            "Twice",
            "Knows the way back",
            "Looked at",
        )
        assert (one.lacking, one.risk, one.mandated) == (["E.1-not-consulted"], False, True)


def test_nothing_is_made_up_about_them(codes: list[str]) -> None:
    for one in Closing.objects.all():
        assert (one.notice_on, one.ask_on, day_to_ask(one), one.tries, one.second_look) == (None,) * 5
        assert (one.place, one.told, one.consent, one.ways) == ("", "", "", [])
    assert not Transfer.objects.exists()


def test_the_page_of_ended_work_still_shows_them(codes: list[str]) -> None:
    wanda = actor_of(Closing.objects.get(pk=100 + FREE[0]).by)
    assert wanda is not None
    page = ended_work_page(wanda, Closing.objects.get(pk=100 + FREE[0]).on)
    shown = [one for one in (*page.at_risk, *page.others) if one.closing.pk >= 100]
    assert sorted(one.ending for one in shown) == sorted(BEFORE[code] for code in codes)
    assert all("What goes on: Knows the way back" in one.details for one in shown)
