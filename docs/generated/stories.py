"""The stories of a simulated caseload, with every assumption behind them."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.simulation import STORIES, Story
from unstuck.simulation.stories import Span

PATH = "reference/simulated-stories.md"

HEAD = """# The stories of a simulated caseload

Generated from `src/unstuck/simulation/stories.py`; after a change to it, run `make docs`. How to make a
caseload: [simulate a caseload](../how-to/simulate-a-caseload.md).

Every figure on this page is an assumption, chosen so that each story is plain to see. Levels and gains
are counted in reliable changes (R) of the questionnaire, times in weeks since the first session; each
client's values are drawn from the ranges. The shares are modelled on the outcomes of NHS Talking Therapies in
England, 2024-25 (NHS England, Open Government Licence v3.0): recovery 50.5 %, reliable recovery 47.5 %,
deterioration 5.8 %, no reliable change 25.4 %.
"""


def render() -> str:
    """Return the page."""
    overview = ["| code | story | of 30 clients | what happens |", "|---|---|---|---|"]
    overview += [f"| `{one.code}` | {one.title} | {one.places} | {one.says} |" for one in STORIES]
    details = ["\n".join([f"## {one.title}\n", *(f"- {line}" for line in _lines(one)), ""]) for one in STORIES]
    return "\n".join([HEAD, *overview, "", *details])


def _lines(story: Story) -> Iterator[str]:
    yield f"Starts {_span(story.start)} R above the cutoff (below, where negative)."
    if story.gain != (0, 0):
        yield (
            f"Moves by {_span(story.gain)} R (negative: worse) over {_span(story.takes)} weeks, "
            f"after {_span(story.flat_for)} weeks without a move."
        )
    if story.past_cutoff:
        yield f"Where that is further, the move ends {_span(story.past_cutoff)} R below the cutoff."
    if story.stays_above > 0:
        yield f"Stays {story.stays_above:g} R or more above the cutoff after the move."
    yield f"A second, slow move by {_span(story.later)} R between weeks {_span(story.later_weeks)}."
    yield from _attendance(story)
    yield from _facts(story)
    if story.aim == "stay_well":
        yield "The aim of the work is to stay well."


def _attendance(story: Story) -> Iterator[str]:
    habit = story.attendance
    yield f"{habit.usual:.0%} of the weekly sessions take place."
    if habit.sparse_from:
        yield f"After week {_span(habit.sparse_from)}, {habit.sparse:.0%} of them."
    if habit.stops_after:
        yield f"Stops coming after week {_span(habit.stops_after)}."
    if habit.started_weeks_ago:
        yield f"Began {_span(habit.started_weeks_ago)} weeks ago."


def _facts(story: Story) -> Iterator[str]:
    facts = story.facts
    yield f"Alliance {_span(facts.alliance)}, willingness {_span(facts.willingness)} (of 10)."
    if facts.alliance_falls != (0, 0):
        yield (
            f"After week {_span(facts.turns_at)}, alliance falls by {_span(facts.alliance_falls)} and "
            f"willingness by {_span(facts.willingness_falls)}."
        )
    later = f", {_span(facts.areas_later)} after week {_span(facts.turns_at)}" if facts.areas_later else ""
    yield f"{_span(facts.areas)} life areas hit{later}."


def _span(span: Span) -> str:
    lowest, highest = span
    return f"{lowest:g}" if lowest == highest else f"{lowest:g} to {highest:g}"
