"""One client's story, put into words and tables for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unstuck.language import gettext as _
from unstuck.reporting import sentences
from unstuck.reporting.charts import Picture, picture
from unstuck.reporting.contents import Cohort, Story
from unstuck.reporting.story_picture import describe_story, draw_story, forecast_ahead, legend_of
from unstuck.reporting.story_series import StorySeries
from unstuck.reporting.words import (
    axis_title,
    between,
    number,
    occasion,
    probability,
    signed,
    state,
    together,
    unit_word,
)


def story_page(story: Story, cohort: Cohort, place: int) -> dict[str, Any]:
    """Return what the template of one story shows; `place` counts stories from 1 and makes its ids unique."""
    record = story.record
    reasons = [together(reason["text"]) for reason in record.get("reasons") or []]
    return {
        "id": story_id(place),
        "back": index_id(place),
        "client": str(record["client"]),
        "state": state(record["state"]),
        "lead": reasons[0] if reasons else "",
        "reasons": reasons[1:],
        "since": _since(record, cohort),
        "chart": _chart(story, cohort, f"story-{place}-chart"),
        "legend": legend_of(record, bool(story.grid.size), cohort.instrument),
        "outlook": sentences.outlook(record),
        "outcomes": _outcomes(record),
        "horizon": sentences.horizon(record),
        "precision": sentences.precision(record, cohort.alert_check),
        "basis": sentences.basis(record),
        "details": [sentence for sentence in _details(record) if sentence],
        "table": _table(story, cohort),
        **_advice(story),
    }


def story_id(place: int) -> str:
    """Return the address of a story within the page."""
    return f"story-{place}"


def index_id(place: int) -> str:
    """Return the address of a story's row in the list."""
    return f"look-{place}"


def index_rows(cohort: Cohort) -> list[dict[str, Any]]:
    """Return the rows of the list at the top, one for each client with a story, in the order of the stories."""
    return [_index_row(record, cohort, place) for place, record in enumerate(cohort.look, start=1)]


def _index_row(record: Mapping[str, Any], cohort: Cohort, place: int) -> dict[str, Any]:
    reasons = record.get("reasons") or []
    return {
        "id": index_id(place),
        "story": story_id(place),
        "client": str(record["client"]),
        "state": state(record["state"]),
        "reason": together(reasons[0]["text"]) if reasons else "",
        "since": _when(record.get("since"), cohort),
        "last": _when(record.get("last_heard"), cohort),
        "silent": bool(record.get("not_heard_from")),
        "step": record.get("first_step") or _("No step follows from the scores alone."),
    }


def _when(label: str | float | None, cohort: Cohort) -> str:
    return "" if label is None else occasion(label, cohort.unit, short=True)


def brief_row(story: Story, cohort: Cohort) -> dict[str, Any]:
    """Return the one row that stands for a client beyond the stories with charts."""
    record = story.record
    reasons = record.get("reasons") or []
    return {
        "client": str(record["client"]),
        "state": state(record["state"]),
        "reason": together(reasons[0]["text"]) if reasons else "",
        "course": f"{number(record.get('first'))} → {number(record.get('latest'))}",
        "since": occasion(record.get("since"), cohort.unit),
        "step": story.steps[0]["title"] if story.steps else "–",
    }


def _since(record: Mapping[str, Any], cohort: Cohort) -> str:
    sentences = []
    if record.get("since") is not None:
        sentences.append(_("Like this since %(when)s.") % {"when": occasion(record["since"], cohort.unit)})
    if record.get("last_heard") is not None:
        sentences.append(_("Last score: %(when)s.") % {"when": occasion(record["last_heard"], cohort.unit)})
    if record.get("not_heard_from"):
        sentences.append(_("Not heard from since."))
    return " ".join(sentences)


def _chart(story: Story, cohort: Cohort, ident: str) -> Picture:
    record, series = story.record, _series(story)
    svg = draw_story(record, series, cohort.instrument, cohort.axis)
    text = describe_story(record, len(story.scores), float(story.times[-1]), cohort.axis, cohort.instrument)
    return picture(svg, ident, _("Scores of client %(client)s") % {"client": record["client"]}, text)


def _series(story: Story) -> StorySeries:
    return StorySeries(story.times, story.scores, story.grid, story.expected, story.lower80, story.upper80)


def _outcomes(record: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    chances = record.get("outlook")
    if not chances:
        return []
    return [
        (name, probability(chances[code]), float(chances[code])) for code, name in sentences.outlook_names().items()
    ]


def _details(record: Mapping[str, Any]) -> list[str]:
    return [
        sentences.rests_on(record),
        sentences.change(record),
        sentences.gain_that_matters(record),
        sentences.expected(record),
        sentences.forecast(record),
    ]


def _table(story: Story, cohort: Cohort) -> dict[str, Any]:
    """The chart's numbers: one row a score, the forecast last."""
    has_band = bool(story.grid.size)
    rows = [
        {
            "label": occasion(label, cohort.unit),
            "time": number(float(time)),
            "score": number(float(score), 2),
            "change": signed(float(score) - float(story.scores[0])),
            "expected": _expected_at(story, float(time)) if has_band else "",
        }
        for label, time, score in zip(story.occasions, story.times, story.scores, strict=True)
    ]
    ahead = forecast_ahead(story.record, float(story.times[-1]))
    return {
        "occasion": unit_word(cohort.unit).capitalize(),
        "axis": axis_title(cohort.axis),
        "rows": rows,
        "has_band": has_band,
        "forecast": ahead and {"time": number(ahead[0]), "mean": number(ahead[1]), "range": between(*ahead[2:])},
    }


def _expected_at(story: Story, time: float) -> str:
    mean, lower, upper = (
        float(np.interp(time, story.grid, curve)) for curve in (story.expected, story.lower80, story.upper80)
    )
    return _("%(mean)s (%(range)s)") % {"mean": number(mean), "range": between(lower, upper)}


def _advice(story: Story) -> dict[str, Any]:
    return {
        "steps": [_guided(step) for step in story.steps],
        "cautions": [_guided(caution) for caution in story.cautions],
        "missing": [fact.replace("_", " ").replace(".", ": ") for fact in story.missing],
    }


def _guided(step: Mapping[str, Any]) -> dict[str, Any]:
    reasons = [together(reason["text"]) for reason in step.get("reasons") or []]
    return {
        "title": step["title"],
        "reason": reasons[0] if reasons else "",
        "more": reasons[1:],
        "sources": [source_words(source) for source in step.get("sources") or []],
    }


def source_words(source: str | Mapping[str, Any] | Sequence[Any]) -> str:
    """Say a source, given as text or as a mapping of its parts."""
    if isinstance(source, str):
        return source
    parts = source.values() if isinstance(source, Mapping) else source
    return ", ".join(str(part) for part in parts if part not in (None, "", True, False))
