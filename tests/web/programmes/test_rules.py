"""When a programme may have a name, and an episode belong to it: on both sides of each rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.refusals import refusal
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.programmes import policies
from unstuck.web.programmes.actions import add_programme
from unstuck.web.programmes.models import EpisodeProgramme, Programme

DAY = timedelta(days=1)


def test_a_name_is_given_once_at_an_agency(cast: Cast) -> None:
    adults = add_programme(cast.actor(cast.administrator), "Adults", write_context())
    other = add_programme(cast.actor(cast.administrator), "Families", write_context())
    agency = cast.agency.pk
    assert refusal(policies.check_name_is_free, agency, "Youth") == ""
    assert refusal(policies.check_name_is_free, agency, "adults") == "name_taken"
    assert refusal(policies.check_name_is_free, agency, "Adults", adults) == "", "it keeps its own"
    assert refusal(policies.check_name_is_free, agency, "Adults", other) == "name_taken"
    assert refusal(policies.check_name_is_free, cast.other_agency.pk, "Adults") == ""
    Programme.objects.filter(pk=adults.pk).update(ended_at=NOW)
    assert refusal(policies.check_name_is_free, agency, "Adults") == "name_taken"


def test_a_programme_that_ended_or_is_another_agencys_is_not_offered() -> None:
    cases = [None, Programme(agency_id=1), Programme(agency_id=1, ended_at=NOW), Programme(agency_id=2)]
    assert [refusal(policies.check_offered, one, 1) for one in cases] == ["", "", "not_offered", "not_offered"]


def test_a_day_is_since_the_work_began_or_since_what_was_said_last() -> None:
    episode, latest = Episode(started_on=TODAY - 9 * DAY), EpisodeProgramme(on=TODAY - 3 * DAY)
    before = {-10: "too_early", -9: "", 0: "", 1: "future_date"}
    assert {day: refusal(policies.check_programme_day, TODAY + day * DAY, episode, None, TODAY) for day in before} == (
        before
    )
    since = {-9: "too_early", -4: "too_early", -3: "", 0: "", 1: "future_date"}
    assert {day: refusal(policies.check_programme_day, TODAY + day * DAY, episode, latest, TODAY) for day in since} == (
        since
    )
    with pytest.raises(Denied, match="before 19 November 2026"):
        policies.check_programme_day(TODAY - 4 * DAY, episode, latest, TODAY)


def test_a_client_belongs_somewhere_once() -> None:
    here, elsewhere = Programme(pk=1), Programme(pk=2)
    cases = [
        (here, None, ""),
        (None, None, ""),
        (here, EpisodeProgramme(programme_id=1), "same_programme"),
        (elsewhere, EpisodeProgramme(programme_id=1), ""),
        (None, EpisodeProgramme(programme_id=1), ""),
        (None, EpisodeProgramme(programme_id=None), "same_programme"),
        (here, EpisodeProgramme(programme_id=None), ""),
    ]
    for programme, latest, expected in cases:
        assert refusal(policies.check_another, programme, latest) == expected
