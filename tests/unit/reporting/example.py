"""A file's worth of invented people: what the reporting tests and the browser journeys look at."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from unstuck.instruments.definition import Instrument, Norm, Scoring, Source
from unstuck.progress.curve import AlertRecord, Curve
from unstuck.reporting.contents import Cohort, Story
from unstuck.reporting.report import write_report

CHECKED = Source("Kroenke 2001, J Gen Intern Med 16:606-613", verified=True)
UNCHECKED = Source("Convention of NHS Talking Therapies", verified=False, note="Not found in a primary source.")

PHQ9 = Instrument(
    id="PHQ-9", name="Patient Health Questionnaire, 9 items", version="1", direction="lower", minimum=0, maximum=27,
    licence="No permission required.", attribution="Developed by Drs Spitzer, Williams, Kroenke and colleagues.",
    redistributable=True, validated=True, source_checked_on="2026-11-22",
    citation="Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16:606-613.", scoring=Scoring("sum"),
    norms=(
        Norm("cutoff", 10.0, "convention", "adults in primary care", CHECKED),
        Norm("reliable_change", 6.0, "convention", "adults in talking therapies, England", UNCHECKED, default=True),
    ),
)  # fmt: skip
FLOURISHING = replace(
    PHQ9, id="ONS-X", name="A well-being scale", direction="higher", maximum=40,
    norms=(Norm("cutoff", 15.0, "convention", "adults", CHECKED),),
)  # fmt: skip

FITTED = Curve(
    id="phq-9-agency-2026", instrument="PHQ-9", kind="fitted", time_unit="week", fixed=(15.2, -2.4),
    fixed_covariance=((0.1, 0.0), (0.0, 0.1)), random_covariance=((12.0, -1.0), (-1.0, 2.5)), residual_variance=7.3,
    cohort=172, scores=1204, observed_until=16.0, method="REML", loglik=-3012.4, tau=0.82,
    alerts={"stalled": AlertRecord(0.62, 0.5, 0.73, 64, "cross-validated on the fitting sample")},
    card={
        "made_from": "Scores of one agency, January 2024 to June 2026",
        "assumptions": ["Scores follow log time.", "Drop-out depends on the scores seen."],
        "limits": {"age": "18 to 65", "languages": ["English", "Polish"]},
        "reviewed": True,
    },
)  # fmt: skip
ASSUMED = replace(
    FITTED, id="phq-9-assumed", kind="assumed", cohort=0, scores=0, loglik=None, alerts={},
    card={"assumptions": ["Mean change from national aggregates.", "Slopes vary as much as intercepts."]},
)  # fmt: skip


def _reason(code: str, text: str) -> dict[str, str]:
    return {"code": code, "text": text}


CONSULT = {
    "code": "consult-colleague",
    "title": "Ask a colleague",
    "reasons": [
        _reason("B.1", "The scores have stalled: a second pair of eyes comes before more of the same."),
        _reason("B.1-evidence", "Pushing the same plan harder is seldom the answer; looking at the path again may be."),
    ],
    "sources": ["Barkham 2023", "Lambert 2018, Psychotherapy 55:520-537"],
}
CHANGE = {
    "code": "change-approach",
    "title": "After the consultation: plan a different approach with the client",
    "reasons": [_reason("C.1", "When an approach does not resonate, another is tried, as a shared choice.")],
    "sources": [{"text": "Practice specification C.1", "url": "https://example.org/c1"}],
}
CAUTION = {
    "code": "score-is-not-the-person",
    "title": "A score is not the person.",
    "reasons": [_reason("score", "Nothing is known here about goals, life areas or how the client sees it.")],
    "sources": [],
}
RECORD: Mapping[str, Any] = {
    "client": "C012", "instrument": "PHQ-9", "scores": 9, "first": 15.0, "latest": 14.0, "state": "stalled",
    "probability": 0.86, "outlook": {"non_clinical": 0.1, "gaining": 0.04, "flat": 0.8, "worse": 0.06},
    "reliable_change": {"change": -1.0, "threshold": 6.0, "category": "unchanged"},
    "expected": {"latest": 9.8, "lower80": 4.1, "upper80": 15.5, "cohort": 172},
    "forecast": {"in_weeks": 4, "mean": 13.5, "lower80": 9.2, "upper80": 17.8, "p_clinical": 0.86},
    "cutoff": 10.0,
    "reasons": [
        _reason(
            "no_real_change",
            "No real change for 9 weeks (PHQ-9 15 → 14; likely still 10 or more in 4 weeks, without a gain: 86 %).",
        ),
        _reason("norms_unverified", "Not checked in a primary source: reliable change."),
    ],
    "since": "2026-09-29", "last_heard": "2026-11-03", "norms": "shipped", "occasion": None, "alert": True,
    "not_heard_from": False, "horizon": "4 weeks",
    "alert_precision": {
        "right": 0.62, "lower95": 0.5, "upper95": 0.73, "alerts": 64, "basis": "cross-validated on the fitting sample"
    },
    "curve": "phq-9-agency-2026", "curve_kind": "fitted", "minimal_change": 5.0, "unit": "date",
}  # fmt: skip


def story(
    scores: Sequence[float] = (15, 16, 14, 15, 13, 15, 14, 15, 14),
    times: Sequence[float] | None = None,
    occasions: Sequence[str | float] | None = None,
    drawn: bool = True,
    **changes: Any,
) -> Story:
    """A client's story; `changes` replace parts of the record, `drawn=False` leaves the expected course out."""
    weeks = np.asarray(times if times is not None else range(len(scores)), dtype=float)
    grid = np.linspace(0.0, float(weeks[-1]) + 4.0, 60) if drawn else np.empty(0)
    expected = scores[0] - 2.4 * np.log1p(grid)
    start = date(2026, 9, 1)
    labels = occasions or [str(start + timedelta(weeks=float(week))) for week in weeks]
    return Story(
        record={**RECORD, "first": scores[0], "latest": scores[-1], "scores": len(scores), **changes},
        occasions=labels, times=weeks, scores=np.asarray(scores, dtype=float),
        grid=grid, expected=expected, lower80=expected - 5.6, upper80=expected + 5.6,
        steps=[CONSULT, CHANGE], cautions=[CAUTION], missing=["treatment.goals_met", "life_areas", "engagement"],
    )  # fmt: skip


NO_CURVE: Mapping[str, Any] = {
    "outlook": None, "expected": None, "forecast": None, "probability": None, "alert_precision": None,
    "curve": None, "curve_kind": None,
}  # fmt: skip


def long_stall() -> Story:
    """Flat for nine weeks while still in the clinical range."""
    return story()


def plateau() -> Story:
    """Gained at first, then went flat before reaching the usual range."""
    return story(
        (22, 19, 16, 14, 13, 13, 14, 13, 13, 14), client="C044",
        outlook={"non_clinical": 0.21, "gaining": 0.08, "flat": 0.66, "worse": 0.05}, probability=0.83,
        reliable_change={"change": -8.0, "threshold": 6.0, "category": "improved"},
        expected={"latest": 16.5, "lower80": 10.9, "upper80": 22.1, "cohort": 172},
        forecast={"in_weeks": 4, "mean": 12.8, "lower80": 8.3, "upper80": 17.2, "p_clinical": 0.79},
        reasons=[
            _reason("no_real_change", "No real change for 6 weeks (PHQ-9 22 → 14; likely still 10 or more in 4 weeks, "
                    "without a gain: 83 %)."),
            _reason("plateau", "The gain of 8 points since the start stands; lately it has not gone on."),
        ],
    )  # fmt: skip


def worse() -> Story:
    """Getting worse."""
    return story(
        (12, 13, 15, 18, 20), (0, 1, 3, 5, 6), client="C101", state="deteriorating", probability=0.91,
        outlook={"non_clinical": 0.004, "gaining": 0.006, "flat": 0.12, "worse": 0.87},
        reliable_change={"change": 8.0, "threshold": 6.0, "category": "deteriorated"},
        expected={"latest": 7.3, "lower80": 1.7, "upper80": 12.9, "cohort": 172},
        forecast={"in_weeks": 4, "mean": 21.5, "lower80": 16.6, "upper80": 26.1, "p_clinical": 0.999},
        reasons=[_reason("reliably_worse", "8 points worse than at the start (PHQ-9 12 → 20); 6 or more is seldom "
                         "chance alone.")],
        not_heard_from=True, alert_precision=None,
    )  # fmt: skip


def assumed() -> Story:
    """Compared with an assumed course."""
    return story(
        (18, 17, 18, 18, 17), (0, 2, 4, 6, 8), client="C160", curve_kind="assumed", curve="phq-9-assumed",
        expected={"latest": 12.7, "lower80": 7.1, "upper80": 18.3, "cohort": None}, alert_precision=None,
        forecast={"in_weeks": 4, "mean": 16.8, "lower80": 11.9, "upper80": 21.0, "p_clinical": 0.97},
        reasons=[_reason("no_real_change", "No real change for 8 weeks (PHQ-9 18 → 17; likely still 10 or more in "
                         "4 weeks, without a gain: 88 %)."),
                 _reason("curve_assumed", "The expected course is assumed from published aggregates, not fitted to "
                         "people's session scores.")],
    )  # fmt: skip


def no_curve() -> Story:
    """Reliable change alone, for want of a curve."""
    return story(
        (14, 17, 21), (0, 3, 7), client="C171", drawn=False, state="deteriorating", **NO_CURVE,
        reliable_change={"change": 7.0, "threshold": 6.0, "category": "deteriorated"},
        reasons=[_reason("reliably_worse", "7 points worse than at the start (PHQ-9 14 → 21); 6 or more is seldom "
                         "chance alone."),
                 _reason("no_curve", "No expected course is known for PHQ-9, so this rests on reliable change alone.")],
    )  # fmt: skip


def by_session() -> Story:
    """Only session numbers are known."""
    return story(
        (17, 16, 17, 15, 16, 16, 17), (0, 1, 2, 3, 5, 6, 7), [1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0], client="C200",
        unit="session", since=4.0, last_heard=8.0, horizon="4 sessions",
        forecast={"in_weeks": None, "mean": 15.9, "lower80": 11.0, "upper80": 20.4, "p_clinical": 0.95},
        reasons=[_reason("no_real_change", "No real change for 7 sessions (PHQ-9 17 → 17; likely still 10 or more in "
                         "4 sessions, without a gain: 86 %).")],
    )  # fmt: skip


def stories() -> list[Story]:
    """Everybody of a file with dates who needs a look."""
    return [worse(), no_curve(), long_stall(), plateau(), assumed()]


def cohort(**changes: Any) -> Cohort:
    """The picture of 240 people, of whom five need a look."""
    random = np.random.default_rng(7)
    first = np.clip(random.normal(15.5, 4.5, 240).round(), 4, 27)
    latest = np.clip(first - random.normal(5.5, 5.0, 240).round(), 0, 27)
    parts: dict[str, Any] = {
        "instrument": PHQ9, "file_name": "caseload.csv", "made_on": date(2026, 11, 3), "clients": 240, "scores": 1688,
        "unit": "date",
        "states": {"too_early": 31, "on_track": 78, "watch": 14, "stalled": 3, "deteriorating": 2, "improved": 48,
                   "recovered": 64},
        "categories": {"recovered": 64, "improved": 51, "unchanged": 120, "deteriorated": 5},
        "first_scores": first, "latest_scores": latest, "not_heard_from": 9, "curve": FITTED, "norms": "shipped",
        "notices": ["3 rows were the same as another row and counted once."],
        "norm_notes": ["The reliable change of 6 points is a convention of NHS Talking Therapies."],
        "alert_check": {"stalled": {"right": 0.58, "lower95": 0.41, "upper95": 0.73, "alerts": 33},
                        "deteriorating": None},
    }  # fmt: skip
    return Cohort(**{**parts, **changes})


def session_cohort() -> Cohort:
    """A file that knows only sessions, with one person to look at and an assumed curve."""
    states = {"stalled": 1, "on_track": 4}
    return cohort(unit="session", clients=5, scores=33, states=states, curve=ASSUMED, alert_check=None, notices=[])


def listed(of: Cohort, drawn: Sequence[Story]) -> Cohort:
    """The same cohort with these stories in the list at the top."""
    return replace(
        of, look=[{**each.record, "first_step": each.steps[0]["title"] if each.steps else None} for each in drawn]
    )


def report(of: Cohort, told: Sequence[Story], **options: Any) -> str:
    """The report as text; the list at the top leads to the stories that are drawn."""
    out = io.StringIO()
    write_report(out, listed(of, told[: options.get("most_charts")]), told, **options)
    return out.getvalue()
