"""The picture of everybody in the file, put into words and tables for its template."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.instruments.definition import Norm
from unstuck.language import gettext as _
from unstuck.progress.curve import Curve
from unstuck.reporting.charts import distribution_chart, picture
from unstuck.reporting.contents import Cohort, Numbers
from unstuck.reporting.words import (
    StateWords,
    between,
    categories,
    clients,
    number,
    part,
    percent,
    silence,
    spell_date,
    state,
    states,
)

MOST_BINS = 14

Plain = str | list["Plain"] | list[tuple[str, "Plain"]]


def cohort_page(cohort: Cohort) -> dict[str, Any]:
    """Return what the templates of the page's head and foot show."""
    return {
        "cohort": cohort,
        "look": number(cohort.needs_a_look),
        "clients": number(cohort.clients),
        "scores": number(cohort.scores),
        "made_on": spell_date(cohort.made_on),
        "needs_a_look": cohort.needs_a_look,
        "states": _states(cohort),
        "categories": _categories(cohort),
        "spread": _spread(cohort),
        "not_heard_from": None if cohort.not_heard_from is None else clients(cohort.not_heard_from),
        "alert_check": _alert_check(cohort.alert_check),
        "norms": _norms_in_words(cohort.norms),
        "norm_table": [_norm(norm) for norm in cohort.instrument.norms],
        "curve": None if cohort.curve is None else curve_words(cohort.curve),
        "card": [] if cohort.curve is None else plain(cohort.curve.card),
    }


def _states(cohort: Cohort) -> list[dict[str, Any]]:
    return [
        {
            "state": words,
            "look": words.code in NEEDS_A_LOOK,
            **_count(cohort.states.get(words.code, 0), cohort.clients),
        }
        for words in _shown_states(cohort)
    ]


def _shown_states(cohort: Cohort) -> tuple[StateWords, ...]:
    """Return the states, and silence where anybody can be silent: without dates nobody knows."""
    return states() if cohort.not_heard_from is None else (*states(), silence())


def _categories(cohort: Cohort) -> list[dict[str, Any]]:
    whole = sum(cohort.categories.values())
    return [
        {"name": name, **_count(cohort.categories.get(code, 0), whole)} for code, name in categories().items()
    ] if whole else []  # fmt: skip


def _count(count: int, whole: int) -> dict[str, Any]:
    return {"count": number(count), "part": part(count, whole), "share": count / whole if whole else 0.0}


def bins(cohort: Cohort) -> Numbers:
    """Return the edges of at most `MOST_BINS` bins; where the clinical range begins, a bin begins."""
    instrument = cohort.instrument
    width = max(1, ceil((instrument.maximum - instrument.minimum + 1) / (MOST_BINS - 1)))
    line = clinical_edge(cohort)
    start = instrument.minimum if line is None else line - width * ceil((line - instrument.minimum) / width)
    return np.arange(start, instrument.maximum + width + 0.5, width)


def clinical_edge(cohort: Cohort) -> float | None:
    """Return where the clinical range ends towards the usual one: between two whole totals."""
    cutoff = cohort.instrument.norm("cutoff")
    if cutoff is None:
        return None
    return cutoff.value if cohort.instrument.direction == "lower" else cutoff.value + 1


def _spread(cohort: Cohort) -> dict[str, Any] | None:
    first, latest = (scores[np.isfinite(scores)] for scores in (cohort.first_scores, cohort.latest_scores))
    if first.size == 0 or latest.size == 0:
        return None
    edges = bins(cohort)
    counts = [np.histogram(scores, edges)[0].tolist() for scores in (first, latest)]
    svg = distribution_chart(
        edges, counts[0], counts[1],
        line=clinical_edge(cohort), line_label=_("clinical range"), direction=cohort.instrument.direction,
        axis_title=_("Total score"),
    )  # fmt: skip
    medians = {"first": number(float(np.median(first))), "latest": number(float(np.median(latest)))}
    sentence = (
        _("Half of the first scores are at or below %(first)s, half of the latest at or below %(latest)s.") % medians
    )
    text = _("Bars count clients by their first and by their latest score.") + f" {sentence} " + _("A table follows.")
    return {
        "chart": picture(svg, "spread-chart", _("First and latest scores of everybody"), text),
        "said": sentence,
        "rows": list(zip(_bin_names(edges, cohort), *counts, strict=True)),
    }


def _bin_names(edges: Numbers, cohort: Cohort) -> list[str]:
    lowest, highest = cohort.instrument.minimum, cohort.instrument.maximum
    whole = all(np.all(np.mod(scores[np.isfinite(scores)], 1) == 0) for scores in _both(cohort))
    if not whole:
        return [
            _("%(low)s to under %(high)s") % {"low": number(low), "high": number(high)} for low, high in pairwise(edges)
        ]
    ends = [(max(low, lowest), min(high - 1, highest)) for low, high in pairwise(edges)]
    return [number(low) if low == high else between(low, high) for low, high in ends]


def _both(cohort: Cohort) -> tuple[Numbers, Numbers]:
    return cohort.first_scores, cohort.latest_scores


def _alert_check(check: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [
        {
            "state": state(code),
            "alerts": number(figures["alerts"]),
            "right": percent(figures["right"]),
            "range": f"{percent(figures['lower95'])} – {percent(figures['upper95'])}",
        }
        for code, figures in (check or {}).items()
        if figures
    ]


def _norms_in_words(norms: str) -> str:
    return {
        "shipped": _("Published norms of the questionnaire, as shipped with Unstuck."),
        "sample": _("The first scores in this file take the place of published norms for reliable change."),
        "none": _("There are no norms for this questionnaire."),
    }.get(norms, norms)


def _norm(norm: Norm) -> dict[str, Any]:
    return {
        "name": norm.name.replace("_", " "),
        "kind": norm.kind.replace("_", " "),
        "value": number(norm.value, 3),
        "population": norm.population,
        "source": norm.source.text,
        "note": norm.source.note,
        "verified": norm.source.verified,
    }


def curve_words(curve: Curve) -> dict[str, Any]:
    """Say what a curve is and what it rests on."""
    if curve.kind == "assumed":
        origin = _("assumed from published figures, not measured on clients")
    else:
        origin = _("measured on %(clients)s, %(scores)s scores") % {
            "clients": clients(curve.cohort),
            "scores": number(curve.scores),
        }
    bases = sorted({record.basis for record in curve.alerts.values()})
    unit = {"week": _("weeks"), "month": _("months"), "session": _("sessions")}[curve.time_unit]
    until = _("%(n)s %(unit)s") % {"n": number(curve.observed_until), "unit": unit}
    return {
        "id": curve.id,
        "assumed": curve.kind == "assumed",
        "origin": origin,
        "until": until,
        "assumptions": plain(curve.card.get("assumptions", [])),
        "facts": [
            (_("Name"), curve.id),
            (_("Kind"), origin),
            (_("Followed for"), until),
            (_("Method"), curve.method),
            (_("Average course"), _average_course(curve)),
            (_("Noise of one score (standard deviation)"), number(curve.residual_variance**0.5, 2)),
        ],
        "alerts": _alert_check({code: vars(record) for code, record in curve.alerts.items()}),
        "simulated": all(record.simulated for record in curve.alerts.values()),
        "bases": bases,
    }


def _average_course(curve: Curve) -> str:
    start, slope = (number(value, 2) for value in curve.fixed)
    return _("starts at %(start)s, then %(slope)s × log(1 + time)") % {"start": start, "slope": slope}


def plain(value: object) -> Plain:
    """Turn a model card into text, lists and pairs that a template can show whatever its shape."""
    if isinstance(value, Mapping):
        return [(str(key).replace("_", " ").capitalize(), plain(inner)) for key, inner in value.items()]
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return number(value, 3) if isinstance(value, int | float) else str(value or "–")
