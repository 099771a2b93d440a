"""An end that is not the client's choice is on record with its day, and prepared from six weeks before (E.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from tests.web.reviews.acts import page, send
from unstuck.guidance import advise
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions.planned_ends import plan_end
from unstuck.web.reviews.models import PlannedEnd

SignIn = Callable[[Person | None], Browser]


def ahead(weeks: float) -> date:
    return TODAY + timedelta(weeks=weeks)


def plan(cast: Cast, episode: Episode, on: date | None, because: str = "funding", words: str = "") -> PlannedEnd:
    return plan_end(cast.actor(cast.worker), episode, on, because, words, write_context())


def steps(episode: Episode, day: date) -> list[str]:
    return [one.code for one in advise(current_case(episode, day)).steps]


def test_from_six_weeks_before_the_ending_is_prepared(cast: Cast) -> None:
    """PRACTICE E.4: [6] weeks; in [2] weeks it stands with the client's wishes, before the rest."""
    episode = client(cast, "Well", COURSES["recovered"])
    plan(cast, episode, ahead(10))
    case = current_case(episode, TODAY)
    assert (case.treatment.ends_in_weeks, case.treatment.ends_because) == (10.0, "funding")
    assert "closing-review" not in steps(episode, TODAY + timedelta(weeks=3))
    assert "closing-review" in steps(episode, TODAY + timedelta(weeks=4))
    stalled = cast.cleo
    plan(cast, stalled, ahead(10))
    assert steps(stalled, TODAY + timedelta(weeks=4)).index("closing-review") > 0
    # By then nobody has heard from her for weeks: getting in touch is the one thing that stands before it (A.6).
    assert steps(stalled, TODAY + timedelta(weeks=8))[:2] == ["make-contact", "closing-review"]
    assert steps(stalled, TODAY + timedelta(weeks=12))[:2] == ["make-contact", "closing-review"]


def test_the_caseload_learns_of_it_with_the_days(cast: Cast) -> None:
    plan(cast, cast.cleo, ahead(10))
    facts = facts_about(Episode.objects.get(pk=cast.cleo.pk))
    assert {ahead(4), ahead(8), ahead(10)} <= set(facts.turning_days)
    plan(cast, cast.cleo, ahead(1), "worker_leaves")
    assert Standing.objects.get(episode=cast.cleo).steps[0][1] == "closing-review"


def test_it_can_change_and_be_taken_back(cast: Cast) -> None:
    plan(cast, cast.cleo, ahead(5))
    plan(cast, cast.cleo, ahead(3), "client_moves", "To the coast")
    assert current_case(cast.cleo, TODAY).treatment.ends_because == "client_moves"
    plan(cast, cast.cleo, None, "client_moves", "They stay")
    assert current_case(cast.cleo, TODAY).treatment.ends_in_weeks is None
    assert Entry.objects.filter(action="work.end_planned").count() == 3
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_plannedend")


def test_what_was_planned_later_is_not_known_before(cast: Cast) -> None:
    plan(cast, cast.cleo, ahead(5))
    assert current_case(cast.cleo, TODAY - timedelta(days=1)).treatment.ends_in_weeks is None


@pytest.mark.parametrize(
    ("on", "because", "code"),
    [(TODAY, "funding", "not_ahead"), (ahead(1), "", "no_cause"), (ahead(1), "kite", "no_cause"), (None, "", "no_day")],
)
def test_what_is_refused_saves_nothing(cast: Cast, on: Any, because: str, code: str) -> None:
    with pytest.raises(Denied) as denied:
        plan(cast, cast.cleo, on, because)
    assert denied.value.code == code
    assert not PlannedEnd.objects.exists()


def test_nobody_but_the_own_worker_plans_it(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        plan_end(cast.actor(cast.supervisor), cast.cleo, ahead(1), "funding", "", write_context())
    assert denied.value.code == "not_own_client"


def test_the_page_asks_for_the_day_and_the_cause(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "planned-end/")
    for typed, sentence in (
        ({}, "Enter the day on which the work is to end."),
        ({"on": ahead(3).isoformat()}, "Choose why it ends."),
        ({"on": TODAY.isoformat(), "because": "funding"}, "The day must be after today."),
    ):
        refused = send(browser, address, **typed)
        assert refused.status_code == 422
        assert sentence in text(refused)
    assert send(browser, address, on=ahead(3).isoformat(), because="agency_limit").status_code == 302
    assert "because of the agency's limit" in text(browser.get(page(cast.cleo, "end/"))).replace("’", "'")
    assert send(browser, address, on="", because="").status_code == 302
    assert not [one for one in steps(cast.cleo, TODAY) if one == "closing-review"]


def test_the_clock_of_the_write_is_what_counts(cast: Cast) -> None:
    context = write_context()
    later = WriteContext(context.now + timedelta(weeks=2), ahead(2))
    plan_end(cast.actor(cast.worker), cast.cleo, ahead(3), "funding", "", later)
    assert PlannedEnd.objects.get().recorded_on == ahead(2)
