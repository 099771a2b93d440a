"""The page of `unstuck evaluate`: figures put into words, tables and pictures for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

from unstuck import __version__
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.population import rivals
from unstuck.population.evaluate import Evaluation
from unstuck.population.evaluation import CoverageFigures, OutcomeFigures
from unstuck.population.landmarks import CLINICAL, GONE, NO_HALF, SOON
from unstuck.population.online_rules import Watching
from unstuck.progress.batch import Clock
from unstuck.progress.recalibration import Estimate
from unstuck.reporting.charts import agreement_chart, interval_chart, picture
from unstuck.reporting.report import render
from unstuck.reporting.words import number, spell_date

NOTHING = "–"


@dataclass(frozen=True)
class EvaluatedFile:
    """What the page says of where its figures come from."""

    instrument: Instrument
    name: str
    made_on: date
    notices: Sequence[str]


def write_evaluation(out: TextIO, found: Evaluation, file: EvaluatedFile) -> None:
    """Write the page: self-contained, and without a word about any one client."""
    out.write(render("evaluation.html.j2", evaluation_page(found, file)))


def evaluation_page(found: Evaluation, file: EvaluatedFile) -> dict[str, Any]:
    """Return what the template shows."""
    return {
        "found": found,
        "file": file,
        "made_on": spell_date(file.made_on),
        "clients": number(found.clients),
        "scores": number(found.scores),
        "folds": number(found.folds),
        "soon": soon(found.clock),
        "unit": _("weeks") if found.clock == "days" else _("sessions"),
        "chances": _chances(found),
        "bands": _bands(found),
        "landmarks": _landmarks(found),
        "misses": _misses(found),
        "watched": [
            _watched(watching) for watching in (found.on_the_file, found.on_drawn_courses) if watching is not None
        ],
        "version": __version__,
    }


def rival_names() -> dict[str, str]:
    """Return the rules in words."""
    return {
        rivals.PREVALENCE: _("The same chance for everybody"),
        rivals.LATEST: _("The latest score"),
        rivals.THREE: _("First, latest and mean score"),
        rivals.RELIABLE: _("Not yet reliably better"),
        rivals.BOUNDARY: _("Outside the expected band"),
        rivals.GROWTH: _("Plain growth"),
        rivals.RAW: _("Unstuck, as fitted"),
        rivals.PRODUCT: _("Unstuck, as shown"),
    }


def soon(clock: Clock) -> str:
    """Return when a forecast is about."""
    return _("about four weeks later") if clock == "days" else _("about four sessions later")


def outcome_names(clock: Clock) -> dict[str, str]:
    """Return the outcomes in words."""
    return {
        CLINICAL: _("Still in the clinical range at the last score"),
        NO_HALF: _("Less than half way from the first score to the best possible one, at the last score"),
        GONE: _("Still in the clinical range at the last score, or not seen again"),
        SOON: _("In the clinical range {soon}").format(soon=soon(clock)),
    }


def figure(value: Estimate | None, digits: int = 2) -> str:
    """Return a figure with its interval.

    >>> figure(Estimate(0.837, 0.79, 0.88)), figure(None)
    ('0.84 (0.79 to 0.88)', '–')
    """
    if value is None:
        return NOTHING
    return _("{value} ({low} to {high})").format(
        value=_fixed(value.value, digits), low=_fixed(value.lower95, digits), high=_fixed(value.upper95, digits)
    )


def _fixed(value: float, digits: int) -> str:
    return f"{value + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def group_name(fewest: int, most: int | None) -> str:
    """Return the words for clients with so many scores."""
    if most is None:
        return _("{n} scores or more").format(n=fewest)
    if fewest == most:
        return _("{n} scores").format(n=fewest)
    return _("{low} to {high} scores").format(low=fewest, high=most)


def _chances(found: Evaluation) -> dict[str, Any] | None:
    known = found.forecasting.chances if found.forecasting else None
    if known is None:
        return None
    rows = [(one.said, one.seen) for one in known.tenths if one.seen is not None]
    drawn = [(said, seen.value, seen.lower95, seen.upper95) for said, seen in rows]
    text = _("Points are groups of scores by the chance that was said; on the dashed line what came is what was said.")
    chart = picture(
        agreement_chart(drawn, _("Chance that was said of a score in the clinical range")),
        "chances-chart",
        _("What came over what was said"),
        text + " " + _("A table follows."),
    )
    return {
        "chart": chart if drawn else None,
        "said": text,
        "clients": number(known.clients),
        "scores": number(known.scores),
        "rows": [(_fixed(one.said, 2), figure(one.seen), number(one.scores)) for one in known.tenths],
        "slopes": [
            (rival_names()[rivals.RAW], figure(known.fitted_slope), figure(known.fitted_intercept)),
            (rival_names()[rivals.PRODUCT], figure(known.slope), figure(known.intercept)),
        ],
    }


def _bands(found: Evaluation) -> dict[str, Any] | None:
    known = found.forecasting.coverage if found.forecasting else ()
    shown = [band for band in known if band.target == "soon" and band.level == 0.8 and band.put_right is not None]
    if not shown:
        return None
    rows = [(group_name(band.fewest, band.most), *_ends(band.put_right), True) for band in shown]
    title = _("Share of later scores within their 80 % band")
    chart = interval_chart(rows, (0.5, 1.0), 0.8, title)
    text = _("Each row is clients with so many scores; the line stands where 8 in 10 later scores lie in their band.")
    return {
        "chart": picture(chart, "bands-chart", title, text + " " + _("A table follows.")),
        "said": text,
        "rows": [_band(band, found.clock) for band in known if band.fitted is not None],
    }


def _band(band: CoverageFigures, clock: Clock) -> tuple[str, ...]:
    target = soon(clock) if band.target == "soon" else _("at the last score")
    level = _("{share:.0f} %").format(share=100 * band.level)
    group = group_name(band.fewest, band.most)
    return group, target, level, number(band.clients), figure(band.fitted), figure(band.put_right)


def _ends(value: Estimate | None) -> tuple[float, float, float]:
    return (value.value, value.lower95, value.upper95) if value else (0.0, 0.0, 0.0)


def _landmarks(found: Evaluation) -> list[dict[str, Any]]:
    known = found.forecasting.outcomes if found.forecasting else ()
    return [
        {
            "scores": scores,
            "chart": _areas([one for one in known if one.scores == scores and one.outcome == CLINICAL]),
            "tables": [_outcome(one, found.clock) for one in known if one.scores == scores],
        }
        for scores in sorted({one.scores for one in known})
    ]


def _areas(figures: Sequence[OutcomeFigures]) -> Any:
    rows = [
        (rival_names()[one.rival], *_ends(one.area), one.rival == rivals.PRODUCT)
        for figure_of in figures
        for one in figure_of.rivals
        if one.area is not None and one.rival not in (rivals.PREVALENCE, rivals.RAW)
    ]
    if not rows:
        return None
    title = _("Area under the curve at score {n}: who will still be in the clinical range").format(n=figures[0].scores)
    chart = interval_chart(rows, (0.4, 1.0), None, _("Area under the curve"))
    text = _("0.5 is a coin, 1 tells everybody apart. A table follows.")
    return picture(chart, f"areas-{figures[0].scores}", title, text)


def _outcome(figures: OutcomeFigures, clock: Clock) -> dict[str, Any]:
    return {
        "name": outcome_names(clock)[figures.outcome],
        "id": f"{figures.outcome.replace('_', '-')}-{figures.scores}",
        "clients": number(figures.clients),
        "happened": number(figures.happened),
        "rows": [
            (
                rival_names()[one.rival],
                figure(one.area),
                figure(one.sensitivity),
                figure(one.brier, 3),
                figure(one.slope),
                figure(one.intercept),
            )
            for one in figures.rivals
        ],
    }


def _misses(found: Evaluation) -> dict[str, Any] | None:
    known = [one for one in (found.forecasting.misses if found.forecasting else ()) if one.rivals]
    if not known:
        return None
    names = [name for name, _value in known[0].rivals]
    columns = [(group_name(one.scores, one.scores), dict(one.rivals)) for one in known]
    return {
        "heads": [name for name, _values in columns],
        "rows": [(rival_names()[name], [figure(values.get(name), 1) for _head, values in columns]) for name in names],
    }


def _watched(watching: Watching) -> dict[str, Any]:
    rows = [(rival_names()[one.rule], *_ends(one.found), one.rule == rivals.PRODUCT) for one in watching.rules]
    title = (
        _("Found in courses drawn from the file's own curve") if watching.drawn else _("Found among the file's clients")
    )
    ident = "drawn-chart" if watching.drawn else "file-chart"
    text = _("Share of those who do not get better for whom each rule raises an alarm. A table follows.")
    chart = picture(interval_chart(rows, (0.0, 1.0), None, _("Share found")), ident, title, text) if rows else None
    return {
        "drawn": watching.drawn,
        "title": title,
        "chart": chart,
        "on_track": number(watching.on_track),
        "others": number(watching.others),
        "weeks": any(one.within for one in watching.rules),
        "rows": [
            (
                rival_names()[one.rule],
                figure(one.on_track),
                figure(one.found),
                NOTHING if one.score is None else number(one.score.value),
                [figure(share) for share in one.within],
            )
            for one in watching.rules
        ],
    }
