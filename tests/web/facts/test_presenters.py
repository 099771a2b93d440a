"""What the presenters of facts return, without a page around it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import ago, record
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.facts import withdraw_fact
from unstuck.web.caseload.models import ApproachStep, Care, Engagement, Episode, LifeArea
from unstuck.web.caseload.presenters import (
    FactsPage,
    RecordedTheme,
    fact_entry_page,
    fact_form_page,
    facts_page,
)

THEMES = [
    "engagement", "life_areas", "wishes", "circumstances", "safety", "care", "consultation", "approach", "thoughts",
]  # fmt: skip


def page_for(cast: Cast, person: Person) -> FactsPage:
    return facts_page(cast.actor(person), fresh(cast))


def fresh(cast: Cast) -> Episode:
    return Episode.objects.select_related("client").get(pk=cast.cleo.pk)


def theme(page: FactsPage, slug: str) -> RecordedTheme:
    return next(part for part in page.themes if part.theme.slug == slug)


def end(cast: Cast) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals")


def test_every_theme_has_its_place_before_anything_is_recorded(cast: Cast) -> None:
    page = page_for(cast, cast.worker)
    assert [part.theme.slug for part in page.themes] == THEMES
    assert [(list(part.now), list(part.entries), part.latest_words) for part in page.themes] == [([], [], None)] * len(
        THEMES
    )
    with pytest.raises(FrozenInstanceError):
        page.may_write = False  # type: ignore[misc]


def test_only_the_clients_worker_writes_and_only_while_the_work_goes_on(cast: Cast) -> None:
    assert (page_for(cast, cast.worker).may_write, page_for(cast, cast.supervisor).may_write) == (True, False)
    end(cast)
    assert not page_for(cast, cast.worker).may_write


def test_what_holds_now_stands_with_what_it_was(cast: Cast) -> None:
    record(cast, Engagement(on=ago(weeks=4), alliance=9, words="He listens."))
    record(cast, Engagement(on=ago(weeks=1), alliance=6))
    part = theme(page_for(cast, cast.worker), "engagement")
    (answer,) = part.now
    assert (answer.label, answer.text, answer.was, answer.was_on) == (
        "Working relationship", "6 of 10", "9 of 10", ago(weeks=4),
    )  # fmt: skip
    assert [entry.row.on for entry in part.entries] == [ago(weeks=1), ago(weeks=4)]
    assert part.latest_words is not None
    assert part.latest_words.words == "He listens."


def test_an_entry_made_in_error_stays_in_the_list_and_no_longer_counts(cast: Cast) -> None:
    record(cast, Care(on=ago(1), goals_met="none", words="At the bridge."))
    row = Care.objects.get()
    withdraw_fact(cast.actor(cast.worker), fresh(cast), row, write_context())
    part = theme(page_for(cast, cast.worker), "care")
    assert (list(part.now), part.latest_words) == ([], None)
    assert [(entry.text, entry.counts) for entry in part.entries] == [("Goals met: None of them yet", False)]
    assert part.entries[0].row.withdrawn_at == NOW


def test_what_continues_an_entry_made_in_error_does_not_count_either(cast: Cast) -> None:
    record(cast, ApproachStep(on=ago(weeks=3), code="cbt"))
    began = ApproachStep.objects.get()
    record(cast, ApproachStep(on=ago(1), ends=began))
    withdraw_fact(cast.actor(cast.worker), fresh(cast), began, write_context())
    part = theme(page_for(cast, cast.worker), "approach")
    assert [entry.counts for entry in part.entries] == [False, False]


def test_an_entry_is_shown_as_it_was_recorded(cast: Cast) -> None:
    record(cast, LifeArea(on=ago(2), area="money", rating=3, wants_help=True))
    page = fact_entry_page(cast.cleo, "life_areas", LifeArea.objects.get())
    assert (page.theme.title, page.entry.counts) == ("Life areas", True)
    assert page.entry.text == "Money. How it goes: 3 of 10; wants help: Yes"


@pytest.mark.parametrize(
    ("kind", "by_area", "may_stay_unasked"),
    [
        ("engagement", False, True),
        ("care", False, True),
        ("wishes", False, True),
        ("life_areas", True, False),
        ("consultation", False, False),
        ("approach", False, False),
        ("thoughts", False, False),
    ],
)
def test_how_a_theme_is_asked(cast: Cast, kind: str, by_area: bool, may_stay_unasked: bool) -> None:
    page = fact_form_page(cast.cleo, kind, "")
    assert (page.by_area, page.may_stay_unasked) == (by_area, may_stay_unasked)


def test_a_form_left_open_shows_what_was_saved_meanwhile(cast: Cast) -> None:
    opened_with = str(fresh(cast).version)
    assert list(fact_form_page(fresh(cast), "care", opened_with).changed) == []
    record(cast, Care(on=TODAY, goals_met="none"))
    page = fact_form_page(fresh(cast), "care", opened_with)
    assert "Goals met: None of them yet" in [event.text for event in page.changed]
    assert page.not_open == ""


def test_after_the_end_the_form_says_why_nothing_can_be_saved(cast: Cast) -> None:
    end(cast)
    assert "ended" in fact_form_page(fresh(cast), "care", "").not_open
