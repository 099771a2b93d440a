"""The pages as data: what the client's page and the history hold, given a client."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.home.people import client, unscored
from unstuck.web.caseload.models import Episode
from unstuck.web.home.presenters.caseload import caseload_page
from unstuck.web.home.presenters.caseload_contents import CaseloadFilters
from unstuck.web.home.presenters.client import SHOWN_ENTRIES, client_page
from unstuck.web.home.presenters.history import history_page


def test_the_page_of_ones_own_client(cast: Cast) -> None:
    page = client_page(cast.actor(cast.worker), Episode.objects.get(pk=cast.cleo.pk), TODAY)
    assert (page.header.called, page.header.reference, page.header.worker) == ("Cleo Brook", "R-1", "")
    assert (page.may_write, page.is_own, page.links.why_not) == (True, True, "")
    assert page.leading is not None
    assert (page.leading.story.instrument, len(page.leading.below.table), page.others) == ("PHQ-9", 8, [])
    assert len(page.timeline) == SHOWN_ENTRIES
    assert page.timeline[0].theme in ("Score", "State")
    assert page.now.steps


def test_a_supervisor_reads_it_and_sees_whose_it_is(cast: Cast) -> None:
    page = client_page(cast.actor(cast.supervisor), Episode.objects.get(pk=cast.cleo.pk), TODAY)
    assert (page.header.worker, page.may_write, page.is_own) == ("Wanda", False, False)
    assert page.links.why_not
    assert page.links.score_add == page.links.end == ""


def test_without_scores_there_is_no_story(cast: Cast) -> None:
    episode = unscored(cast, "Nele", TODAY - timedelta(days=1))
    page = client_page(cast.actor(cast.worker), Episode.objects.get(pk=episode.pk), TODAY)
    assert (page.leading, page.others, page.header.last_heard) == (None, [], None)


def test_the_history_has_every_score_and_every_state_that_was_shown(cast: Cast) -> None:
    page = history_page(cast.cleo)
    assert (page.called, len(page.scores)) == ("Cleo Brook", 8)
    assert {row.total for row in page.scores} == {"14", "15", "16"}
    assert all(row.withdrawn_at is None and row.corrected_by == "" for row in page.scores)
    assert page.states[0].until == "still stands"


@pytest.mark.parametrize(
    ("show", "calm", "titles"),
    [("all", True, ["Everybody else"]), ("now", False, []), ("on_track", False, ["Clients"])],
)
def test_a_list_in_which_nothing_is_needed(cast: Cast, show: str, calm: bool, titles: list[str]) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals")
    client(cast, "Olga", (6, 7, 6, 7, 6))
    page = caseload_page(cast.actor(cast.worker), CaseloadFilters(show=show), NOW, TODAY)
    assert (page.nobody_is_needed, [one.title for one in page.sections], page.is_first_use) == (calm, titles, False)
    assert page.title == "Work list"


@pytest.mark.parametrize(("show", "narrows"), [("all", False), ("now", True), ("stalled", True)])
def test_a_filter_narrows_unless_everybody_is_shown(show: str, narrows: bool) -> None:
    assert CaseloadFilters(show=show).narrows is narrows
