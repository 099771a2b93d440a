"""What must hold for every code that may reach a page."""

from __future__ import annotations

import pytest

from tests.web.home.people import COURSES, WORDS
from unstuck.guidance import tables
from unstuck.guidance.missing import TELLING
from unstuck.progress.status import STATES
from unstuck.web.caseload.cases import READ
from unstuck.web.home.presenters import client_rows, what_now
from unstuck.web.reviews.presenters import guided


def test_every_state_has_a_page_in_these_tests() -> None:
    assert set(COURSES) == set(WORDS) == set(STATES)


@pytest.mark.parametrize("code", sorted(STATES))
def test_every_state_has_a_shape_a_word_and_a_colour(code: str) -> None:
    shape, word = WORDS[code]
    picture = f'<span class="state__shape" aria-hidden="true">{shape}</span>'
    assert client_rows.state_tag(code) == f'<strong class="state state--{code}">{picture} {word}</strong>'


@pytest.mark.parametrize("step", sorted(tables.step_titles()))
def test_every_step_can_be_recorded_somewhere(step: str) -> None:
    place = guided.step_places()[step]
    assert place.page or place.theme in {*READ, guided.SCORE}
    assert bool(place.theme) == bool(place.record)
    assert bool(place.page) == bool(place.verb)


def test_every_theme_of_facts_is_one_that_can_be_recorded() -> None:
    themes = what_now._themes()
    assert set(themes) - {"", *what_now.ASKED_ON} <= set(READ)
    assert set(TELLING) <= {part for _name, part in themes.values()}
