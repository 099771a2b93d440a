"""Build the curves that ship with Unstuck: python -m examples.curves.build_shipped_curves [FOLDER].

HAMD-17 is fitted on the antidepressant trial in examples/data. PHQ-9 and GAD-7 are assumed from NHS aggregates,
because no public data hold session scores of either.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from unstuck.instruments import load
from unstuck.population.analysis import Rows
from unstuck.population.assumed_curve import Aggregates, Assumptions, assumed_attendance, assumed_curve
from unstuck.population.calibration import alert_record, calibrate
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import open_scores, parse_columns
from unstuck.population.episodes import Episodes
from unstuck.population.fitting import CurveData, fit_curve, with_wandering
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve, TimeUnit, to_json
from unstuck.progress.measure import measure_of
from unstuck.progress.status import DETERIORATING, STALLED, STATES, assess
from unstuck.simulation.caseload import simulate
from unstuck.simulation.scale import scale_of

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src/unstuck/progress/curves"
SEED = 20261129
MADE_ON = date(2026, 11, 29)
STORY_CLIENTS = 30_000
NHS = (
    "NHS England, Talking Therapies 2024-25, PROMs by problem and treatment (Open Government Licence v3.0); "
    "rows 'Total', pooled with the number of courses as weights"
)
AGGREGATES = {
    "PHQ-9": Aggregates("PHQ-9", 13.770, 6.006, 9.564, 6.499, 812_913, NHS),
    "GAD-7": Aggregates("GAD-7", 12.656, 5.170, 8.623, 5.696, 812_913, NHS),
}
RETEST = {
    "PHQ-9": (0.84, "48-hour retest, Kroenke 2001; not checked in the primary source"),
    "GAD-7": (0.83, "one-week retest, Spitzer 2006; not checked in the primary source"),
}
END: dict[TimeUnit, tuple[float, str]] = {
    "session": (7.0, "eight sessions; our assumption, the aggregates give no number of sessions"),
    "week": (11.0, "eight sessions over twelve weeks; our assumption, the aggregates give no dates"),
}
CORRELATION = (-0.2, "our assumption; -.19 in the BDI-II scores of the Beat the Blues trial")


def main(folder: Path) -> None:
    """Write every shipped curve into `folder`."""
    for name, curve in curves().items():
        text = json.dumps(to_json(curve), indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def curves() -> dict[str, Curve]:
    """Return the shipped curves by file name, thresholds set."""
    found = {"hamd-17.rbmi": trial_curve()}
    for instrument in AGGREGATES:
        for unit in END:
            curve = from_aggregates(instrument, unit)
            times = assumed_attendance(unit, 2_000, np.random.default_rng(SEED))
            found[f"{instrument.lower()}.assumed-{unit}"] = tried_on_stories(calibrated(curve, times))
    return found


def calibrated(curve: Curve, attendance: Episodes) -> Curve:
    """Return the curve with its threshold."""
    return calibrate(curve, load(curve.instrument), attendance, np.random.default_rng(SEED))


def tried_on_stories(curve: Curve) -> Curve:
    """Return the curve with its alerts tried on simulated stories, whose courses are not those of the curve.

    Courses drawn from a curve flatter it. Sessions are taken as weekly for the horizon of a curve that counts
    sessions.
    """
    instrument = load(curve.instrument)
    made = simulate(STORY_CLIENTS, SEED, today=MADE_ON, scale=scale_of(instrument))
    starts = np.concatenate([[0], np.cumsum(made.people.scores)])
    clock: Clock = "sessions" if curve.time_unit == "session" else "days"
    counted = "sessions_attended" if clock == "sessions" else "date"
    at = made.columns[counted].astype("int64").astype(np.float64)
    times = at - np.repeat(at[starts[:-1]], np.diff(starts))
    batch = Batch(starts, times, made.columns["score"].astype(np.float64), clock)
    found = assess(batch, measure_of(instrument), curve)
    truth = made.columns["true_state"]
    right = {STALLED: np.isin(truth, ("stalled", "deteriorating")), DETERIORATING: truth == "deteriorating"}
    tried_on = f"{STORY_CLIENTS} simulated clients who improve, stall, plateau, turn late or get worse"
    return replace(
        curve,
        alerts={
            STATES[state]: alert_record(STATES[state], borne_out[found.alert & (found.state == state)], tried_on)
            for state, borne_out in right.items()
        },
    )


def trial_curve() -> Curve:
    """Return the HAMD-17 curve of the antidepressant trial, in weeks."""
    path = ROOT / "examples/data/rbmi_antidepressant_hamd17.csv"
    data = CurveData("week")
    columns = parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL")
    with open_scores(
        Reading(path=path, columns=columns, minimum=0, maximum=52, score_name="HAMD-17", today=MADE_ON)
    ) as file:
        for piece in file.pieces():
            data.add(Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores))
    card = {
        "what": "The expected course fitted by REML, random intercept and slope in log(1 + weeks); how people change "
        "course by the wandering slope.",
        "source": "Masked antidepressant trial shipped with the R package rbmi (Apache-2.0): drug and placebo together",
        "population": "adults in one trial of an antidepressant against placebo, four to eight weeks",
        "limits": "One trial, no social work clients, eight weeks at most: too short to see many change course.",
    }
    curve = fit_curve(data, id="hamd-17-rbmi-2", instrument="HAMD-17", card=card)
    episodes = data.episodes()
    return calibrated(with_wandering(curve, episodes, load("HAMD-17"), None), episodes)


def from_aggregates(instrument: str, unit: TimeUnit) -> Curve:
    """Return the assumed curve of one questionnaire, counted in `unit`."""
    reliability, reliability_source = RETEST[instrument]
    end, end_source = END[unit]
    assumed = Assumptions(reliability, reliability_source, unit, end, end_source, *CORRELATION)
    return assumed_curve(AGGREGATES[instrument], assumed, id=f"{instrument.lower()}-assumed-{unit}-2")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
