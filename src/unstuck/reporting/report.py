"""The self-contained HTML report: who needs a look and each one's story, then everybody in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined

from unstuck import __version__, language
from unstuck.reporting.charts import COLOURS
from unstuck.reporting.cohort_page import cohort_page
from unstuck.reporting.contents import Cohort, Story
from unstuck.reporting.story_page import brief_row, index_rows, story_page
from unstuck.reporting.words import number

MOST_CHARTS = 500
"""Stories with a chart; the rest stand in a table, so that a browser can still open the page."""


def write_report(
    out: TextIO,
    cohort: Cohort,
    stories: Iterable[Story],
    progress: Callable[[int], None] | None = None,
    *,
    most_charts: int = MOST_CHARTS,
) -> None:
    """Write the report piece by piece; a story is dropped from memory once it is written.

    `stories` come in the order in which they should be read, as many as `cohort.needs_a_look` counts; the first
    `most_charts` of them are those of `cohort.look`. Another number, or a story that is not the one its row in the
    list leads to, raises `ValueError`: nobody must land on somebody else's story. `progress` is told after each
    story how many are written.
    """
    page = {
        **cohort_page(cohort),
        "index": index_rows(cohort),
        "most_charts": most_charts,
        "most_drawn": number(most_charts),
        "version": __version__,
    }
    out.write(render("head.html.j2", page))
    counted = _counted(stories, progress)
    written = 0
    for written, story in enumerate(islice(counted, most_charts), start=1):
        _check_place(cohort, story, written)
        out.write(render("story.html.j2", {"story": story_page(story, cohort, written)}))
    _check_length(cohort, written)
    written += _write_rest(out, counted, page, cohort)
    out.write(render("foot.html.j2", page))
    if written != cohort.needs_a_look:
        message = f"{cohort.needs_a_look} clients need a look and {written} stories were given"
        raise ValueError(message)


def _check_place(cohort: Cohort, story: Story, place: int) -> None:
    if place > len(cohort.look) or cohort.look[place - 1]["client"] != story.record["client"]:
        message = f"story {place} is not the one that row {place} of the list leads to"
        raise ValueError(message)


def _check_length(cohort: Cohort, written: int) -> None:
    if written != len(cohort.look):
        message = f"the list leads to {len(cohort.look)} stories and {written} were drawn"
        raise ValueError(message)


def _write_rest(out: TextIO, rest: Iterator[Story], page: dict[str, Any], cohort: Cohort) -> int:
    written = 0
    for written, story in enumerate(rest, start=1):
        if written == 1:
            out.write(render("rest_head.html.j2", page))
        out.write(render("rest_row.html.j2", {"row": brief_row(story, cohort)}))
    if written:
        out.write(render("rest_foot.html.j2", page))
    return written


def _counted(stories: Iterable[Story], progress: Callable[[int], None] | None) -> Iterator[Story]:
    """Pass stories on; when the next one is asked for, the one before it has been written."""
    done = 0
    for done, story in enumerate(stories, start=1):
        yield story
        if progress is not None:
            progress(done)


def render(name: str, page: dict[str, Any]) -> str:
    """Return one of the templates, filled in."""
    return _environment().get_template(name).render(page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("unstuck.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals.update(gettext=language.gettext, ngettext=language.ngettext, colours=COLOURS)
    return environment
