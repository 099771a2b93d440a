"""How often alerts come and are right, beyond the curve that they rest on: python -m docs.measured.alerts.

The figures are quoted in docs/explanation/states.md. On simulated stories, whose courses are not those of the
model; and on the real scores of the antidepressant trial in examples/data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

import numpy as np
from examples.curves.build_shipped_curves import ROOT
from numpy.typing import NDArray

from unstuck.instruments import load
from unstuck.population.analysis import AlertCheck, Rows, Setting, analyse
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import open_scores, parse_columns
from unstuck.progress.batch import Batch, Floats, Ints
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.measure import measure_of
from unstuck.progress.proportion import wilson
from unstuck.progress.status import ALERTING, DETERIORATING, STALLED, STATES, assess
from unstuck.simulation.caseload import simulate
from unstuck.simulation.scale import scale_of
from unstuck.simulation.stories import STORIES
from unstuck.simulation.truth import Codes

CLIENTS, SEED, TODAY = 30_000, 1, date(2026, 11, 29)


def main() -> None:
    """Print all that the page quotes."""
    sys.stdout.write("\n".join([*on_stories(), "", *on_the_trial(), ""]))


def on_stories() -> Iterator[str]:
    """Yield the share of clients on track with an alert, that of each story, and how often alerts were right."""
    instrument = load("PHQ-9")
    made = simulate(CLIENTS, SEED, today=TODAY, scale=scale_of(instrument))
    columns, starts = made.columns, np.concatenate([[0], np.cumsum(made.people.scores)])
    dates = columns["date"].astype("int64").astype(np.float64)
    days = dates - np.repeat(dates[starts[:-1]], np.diff(starts))
    batch = Batch(starts, days, columns["score"].astype(np.float64))
    found = assess(batch, measure_of(instrument), shipped_curve("PHQ-9", "days"))
    ever = {state: np.logical_or.reduceat(found.state == state, starts[:-1]) for state in ALERTING}
    truth = columns["true_state"]
    good = on_track(truth, batch.first, columns["latent"][batch.start], columns["aim"], starts, 10.0)
    yield said("on track, ever stalled", int(ever[STALLED][good].sum()), int(good.sum()))
    either = ever[STALLED] | ever[DETERIORATING]
    yield said("on track, ever either", int(either[good].sum()), int(good.sum()))
    yield "| story | clients | " + " | ".join(f"ever `{STATES[state]}`" for state in ALERTING) + " |\n|---|---|---|---|"
    for story in STORIES:
        mine = made.people.story == story.code
        shares = (f"{100 * ever[state][mine].mean():.0f} %" for state in ALERTING)
        yield f"| {story.code} | {mine.sum():,} | {' | '.join(shares)} |"
    right = {STALLED: np.isin(truth, ("stalled", "deteriorating")), DETERIORATING: truth == "deteriorating"}
    for state, borne_out in right.items():
        alerts = borne_out[found.alert & (found.state == state)]
        yield said(STATES[state], int(alerts.sum()), alerts.size)


def on_track(truth: Codes, first: Floats, latent: Floats, aim: Codes, starts: Ints, cutoff: float) -> NDArray[np.bool_]:
    """Return which clients are on track by the truth: aim is change, began clinical, never truly flat or worse."""
    firsts = starts[:-1]
    bad = np.logical_or.reduceat(np.isin(truth, ("stalled", "deteriorating")), firsts)
    began = (first[firsts] >= cutoff) & (latent[firsts] >= cutoff) & (aim[firsts] == "change")
    return np.asarray(began & ~bad)


def on_the_trial() -> Iterator[str]:
    """Yield how often the trial's own later scores bore out an earlier alert; the curve is fitted on the same trial."""
    instrument = load("HAMD-17")
    path, check = ROOT / "examples/data/rbmi_antidepressant_hamd17.csv", AlertCheck.empty()
    columns = parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL")
    with open_scores(
        Reading(path=path, columns=columns, minimum=0, maximum=52, score_name="HAMD-17", today=TODAY)
    ) as file:
        occasions, scores = file.first_scores()
        setting = Setting(instrument, shipped_curve("HAMD-17", "days"), "sample", "days", occasions, scores)
        for piece in file.pieces():
            done = analyse(Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores), setting)
            check.add(done)
    for state, count in check.counts.items():
        checked = said(state, count.right, count.checked)
        yield f"trial: {count.raised} alerts of {state}, {count.checked} with a later score to check by; {checked}"


def said(state: str, right: int, tried: int) -> str:
    """Return a share with its 95 % interval in words."""
    low, high = wilson(right, tried) if tried else (0.0, 1.0)
    share, low, high = 100 * right / max(tried, 1), 100 * low, 100 * high
    return f"{state}: {right:,} of {tried:,} right, {share:.0f} % ({low:.0f} to {high:.0f} %)"


if __name__ == "__main__":
    main()
