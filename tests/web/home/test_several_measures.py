"""Several questionnaires of one client: how each goes, never averaged; the one that needs the look is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, row_of, text
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Episode, Standing

SignIn = Callable[[Person | None], Browser]


@pytest.fixture
def two(cast: Cast) -> Episode:
    """PHQ-9 has stalled, GAD-7 is in the usual range again: averaged, nobody would look."""
    episode = client(cast, "Twain", COURSES["stalled"])
    for week, total in enumerate((16, 11, 8, 6, 4)):
        add_score(
            cast.actor(cast.worker), episode, Total("GAD-7", total, TODAY - timedelta(weeks=4 - week)), write_context()
        )
    episode.refresh_from_db()
    return episode


def test_the_one_that_needs_the_look_leads_the_caseload_by_name(cast: Cast, as_person: SignIn, two: Episode) -> None:
    assert (Standing.objects.get(pk=two.pk).instrument, Standing.objects.get(pk=two.pk).code) == ("PHQ-9", "stalled")
    page = as_person(cast.worker).get("/caseload/").content.decode()
    row = next(line for line in page.split("<tr") if "Twain" in line)
    assert "state--stalled" in row
    assert "PHQ-9: " in row
    assert "GAD-7" not in row


@pytest.mark.parametrize("where", ["", "review/"])
def test_each_is_said_by_itself_the_leading_one_first(cast: Cast, as_person: SignIn, two: Episode, where: str) -> None:
    page = as_person(cast.worker).get(f"/clients/{two.public_id}/{where}").content.decode()
    shown = page.split('class="measures"')[1].split("</ul>")[0]
    first, second = shown.split("<li>")[1:]
    assert "PHQ-9" in first
    assert "state--stalled" in first
    assert "leads, because it most needs a look" in first
    assert "GAD-7" in second
    assert "state--recovered" in second
    assert "leads" not in second
    assert "PHQ-9: Little change since" in text(page)


def test_a_clear_change_is_said_of_its_questionnaire_where_there_are_two(
    cast: Cast, as_person: SignIn, two: Episode
) -> None:
    """The one that got worse leads; of somebody with one questionnaire the row does not name it."""
    for week, total in enumerate((9, 12, 16, 20)):
        day = TODAY - timedelta(weeks=3 - week)
        add_score(cast.actor(cast.worker), cast.cleo, Total("GAD-7", total, day), write_context())
    client(cast, "Only One", (9, 11, 14, 17, 20))
    page = as_person(cast.worker).get("/caseload/")
    assert "GAD-7: Worse by 11 points since " in text(row_of(page, "Cleo Brook"))
    assert ": Worse by 11 points since " not in text(row_of(page, "Only One"))


def test_the_list_of_reviews_names_it(cast: Cast, as_person: SignIn, two: Episode) -> None:
    assert "PHQ-9: Little change since" in text(as_person(cast.worker).get("/reviews/", follow=True))


def test_the_screen_before_a_session_names_it(cast: Cast, as_person: SignIn, two: Episode) -> None:
    assert "PHQ-9: Little change since" in text(as_person(cast.worker).get(f"/clients/{two.public_id}/before/"))


def test_one_questionnaire_needs_no_list(cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/").content.decode()
    assert 'class="measures"' not in page
