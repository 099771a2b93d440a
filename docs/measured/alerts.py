"""How often alerts come and are right, beyond the curve that they rest on: python -m docs.measured.alerts.

The figures are quoted in docs/explanation/states.md. On simulated stories, whose courses are not those of the
growth model; on the real scores of the antidepressant trial in examples/data; and, for deterioration, on courses
drawn from the curves themselves.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np
from examples.curves.build_shipped_curves import ROOT

from unstuck.instruments import load
from unstuck.population.analysis import AlertCheck, Rows, Setting, analyse
from unstuck.population.calibration import draw_episodes
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import open_scores, parse_columns
from unstuck.progress.batch import Batch, Floats
from unstuck.progress.curve_files import shipped_curve, shipped_curves
from unstuck.progress.growth import HORIZON_DAYS
from unstuck.progress.measure import has_shipped_change, measure_of
from unstuck.progress.proportion import wilson
from unstuck.progress.status import ALERTING, DETERIORATING, STALLED, STATES, assess
from unstuck.simulation.caseload import simulate
from unstuck.simulation.scale import scale_of
from unstuck.simulation.stories import STORIES

CLIENTS, SEED, TODAY = 30_000, 1, date(2026, 11, 22)


def main() -> None:
    """Print all that the page quotes."""
    sys.stdout.write("\n".join([*on_stories(), "", *on_the_trial(), "", *on_own_courses(), ""]))


def on_stories() -> Iterator[str]:
    """Yield, for each story, the share of clients with an alert; then the share of alerts that were right."""
    instrument = load("PHQ-9")
    made = simulate(CLIENTS, SEED, today=TODAY, scale=scale_of(instrument))
    columns, starts = made.columns, np.concatenate([[0], np.cumsum(made.people.scores)])
    dates = columns["date"].astype("int64").astype(np.float64)
    days = dates - np.repeat(dates[starts[:-1]], np.diff(starts))
    batch = Batch(starts, days, columns["score"].astype(np.float64))
    found = assess(batch, measure_of(instrument), shipped_curve("PHQ-9", "days"))
    ever = {state: np.logical_or.reduceat(found.state == state, starts[:-1]) for state in ALERTING}
    yield "| story | clients | " + " | ".join(f"ever `{STATES[state]}`" for state in ALERTING) + " |\n|---|---|---|---|"
    for story in STORIES:
        mine = made.people.story == story.code
        shares = (f"{100 * ever[state][mine].mean():.0f} %" for state in ALERTING)
        yield f"| {story.code} | {mine.sum():,} | {' | '.join(shares)} |"
    stalls = columns["true_outlook"][found.alert & (found.state == STALLED)]
    yield said("stalled", int(np.isin(stalls, ("flat", "worse")).sum()), stalls.size)
    alerts = np.flatnonzero(found.alert & (found.state == DETERIORATING))
    who = batch.client[alerts]
    weeks = (days[alerts] + HORIZON_DAYS) / 7
    loss = made.courses.level(weeks, who) - made.courses.level(np.zeros(alerts.size), who)
    yield from both_ways("deteriorating", loss, found.minimal[alerts])


def on_own_courses() -> Iterator[str]:
    """Yield how often deterioration alerts are right on each curve's own courses, in both senses of right."""
    for curve in shipped_curves():
        instrument = load(curve.instrument)
        sd = float(np.sqrt(curve.random_covariance[0][0] + curve.residual_variance))
        measure = measure_of(instrument, "shipped" if has_shipped_change(instrument) else "sample", sd)
        drawn = draw_episodes(curve, measure, np.random.default_rng(SEED))
        found = assess(drawn.batch, measure, curve)
        alerts = np.flatnonzero(found.alert & (found.state == DETERIORATING))
        loss = drawn.ahead[alerts] - drawn.latent[drawn.batch.start[alerts]]
        yield from both_ways(curve.id, loss, found.minimal[alerts])


def both_ways(name: str, loss: Floats, minimal: Floats) -> Iterator[str]:
    """Yield the share that are worse than at the start at the horizon: at all, and by a minimal change or more."""
    yield said(f"{name}, worse at all", int((loss > 0).sum()), loss.size)
    yield said(f"{name}, worse by a minimal change", int((loss >= minimal).sum()), loss.size)


def on_the_trial() -> Iterator[str]:
    """Yield how often the trial's own later scores bore out an earlier alert; the curve is fitted on the same trial."""
    instrument = load("HAMD-17")
    path, check = ROOT / "examples/data/rbmi_antidepressant_hamd17.csv", AlertCheck.empty()
    columns, raised = parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL"), Counter[str]()
    with open_scores(
        Reading(path=path, columns=columns, minimum=0, maximum=52, score_name="HAMD-17", today=TODAY)
    ) as file:
        occasions, scores = file.first_scores()
        setting = Setting(instrument, shipped_curve("HAMD-17", "days"), "sample", "days", occasions, scores)
        for piece in file.pieces():
            done = analyse(Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores), setting)
            check.add(done, HORIZON_DAYS)
            raised.update(STATES[state] for state in done.found.state[done.found.alert])
    for state, tried in check.tried.items():
        yield f"trial: {raised[state]} alerts of {state}, {tried} with a later score to check by; " + said(
            state, check.right[state], tried
        )


def said(state: str, right: int, tried: int) -> str:
    """Return a share with its 95 % interval in words."""
    low, high = wilson(right, tried) if tried else (0.0, 1.0)
    share, low, high = 100 * right / max(tried, 1), 100 * low, 100 * high
    return f"{state}: {right:,} of {tried:,} right, {share:.0f} % ({low:.0f} to {high:.0f} %)"


if __name__ == "__main__":
    main()
