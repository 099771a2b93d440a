"""What people read: the whole sentence of every reason, with its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.unit.progress.cases import BY_SESSION, CALM, COMMON, RISING, WEEKLY, measure
from unstuck.progress.batch import Batch
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.reasons import chance, duration, no_scores, points, reasons
from unstuck.progress.snapshot import snapshots
from unstuck.progress.status import assess, usable_curve


def said(
    scores: list[float],
    what: Measure = COMMON,
    offered: Curve | None = WEEKLY,
    step: float = 7.0,
    began: date | None = None,
) -> dict[str, str]:
    """Return the sentences about the latest of these scores, by code, in their order."""
    by_days = step != 1.0
    times = [step * at for at in range(len(scores))]
    batch = Batch.of_one(times, scores, "days" if by_days else "sessions")
    curve = usable_curve(batch, what, offered)
    (seen,) = snapshots(batch, what, curve, assess(batch, what, offered), np.array([len(scores) - 1]))
    found = reasons(seen, what, curve, offered, began)
    assert len({reason.code for reason in found}) == len(found)
    return {reason.code: reason.text for reason in found}


def test_stalled() -> None:
    assert said([16, 16, 16, 16]) == {
        "no_real_change": "Little change for 3 weeks, and little expected in the next four weeks (6 in 10)."
    }


@pytest.mark.parametrize(
    ("began", "when"),
    [
        (date(2026, 10, 1), "early October"),
        (date(2026, 10, 10), "early October"),
        (date(2026, 10, 11), "mid-October"),
        (date(2026, 10, 20), "mid-October"),
        (date(2026, 10, 21), "late October"),
        (date(2026, 10, 31), "late October"),
    ],
)
def test_stalled_since_a_time_of_the_month(began: date, when: str) -> None:
    assert said([16, 16, 16, 16], began=began)["no_real_change"].startswith(f"Little change since {when}, and ")


def test_stalled_since_the_score_from_which_on_nothing_changed() -> None:
    """From the second score on all are within 5 points of the latest: a week after the start."""
    text = said([21, *[16] * 7], began=date(2026, 10, 5))
    assert text["no_real_change"].startswith("Little change since mid-October, ")


def test_the_window_is_four_weeks_at_least() -> None:
    """The latest score alone is 5 away from the others; what is asked is the level four weeks ago."""
    text = said([12, 13, 13, 16, 12, 16, 11], began=date(2026, 10, 1))
    assert text["slow_going"].startswith("Ups and downs, little change since mid-October, and little expected")


def test_the_sentence_never_begins_after_the_state() -> None:
    """Stalled since the fourth score, on 22 October; one score last week, in December, was 5 points off."""
    text = said([*[16] * 12, 21, 16], began=date(2026, 10, 1))
    assert text["no_gain"].startswith("No lasting gain since late October, and little expected")


def test_a_chance_above_95_in_100_is_said_in_words() -> None:
    text = said([18, 13, 8, 7, 14, 16, 16, 17])
    assert text["slow_going"].startswith("Ups and downs"), "four weeks ago it was 7"
    assert text["slow_going"].endswith("and little expected in the next four weeks (very likely).")


def test_a_worsening_that_rests_on_the_chance_alone_names_the_course() -> None:
    """3 points worse than at the start are no reliable change; the chance of getting worse is what it rests on."""
    assert said([14, 15, 16, 17], offered=RISING)["likely_worse"].startswith(
        "Worse than at the start (PHQ-9 14 → 17); chance of 5 or more points in four weeks: "
    )


def test_a_plateau() -> None:
    assert said([20, 16, 14, 14, 14, 14, 14, 14, 14]) == {
        "no_real_change": "Little change for 7 weeks, and little expected in the next four weeks (7 in 10).",
        "plateau": "The gain of 6 points since the start stands.",
    }


def test_stalled_by_sessions() -> None:
    assert said([16, 16, 16, 16], offered=BY_SESSION, step=1.0, began=date(2026, 10, 5)) == {
        "no_real_change": "Little change for 3 sessions, and little expected in the next four sessions (6 in 10)."
    }


def test_stalled_and_worse_for_now() -> None:
    """Little change on the whole, and a latest score that is worse by a reliable change: both are said."""
    text = said([16, 16, 15, 16, 15, 16, 16, 22], measure(), replace(WEEKLY, wandering=CALM))
    assert list(text) == ["no_gain", "worse_for_now"]


def test_stalled_without_a_gain() -> None:
    assert list(said([16, 17, 18, 18, 22, 16])) == ["no_gain"]


def test_worse() -> None:
    assert said([16, 23.5]) == {
        "reliably_worse": "7.5 points worse than at the start (PHQ-9 16 → 23.5); 6 or more is seldom chance alone.",
        "likely_worse": "Chance of being 5 or more points worse in four weeks than at the start: 4 in 10.",
    }


def test_worse_for_now() -> None:
    assert said([16, 22]) == {
        "worse_for_now": (
            "6 points worse than at the start (PHQ-9 16 → 22), which may well pass: look at the next score."
        ),
        "few_scores": "Scores so far: 2, over 7 days. A course shows from 3 scores over 14 days on.",
    }


def test_likely_worse() -> None:
    text = said([12, 12], offered=RISING)
    assert list(text) == ["likely_worse"]
    assert text["likely_worse"] == "Chance of being 5 or more points worse in four weeks than at the start: 9 in 10."


def test_both_kinds_of_worse() -> None:
    assert list(said([12, 18, 20], offered=RISING)) == ["reliably_worse", "likely_worse"]


def test_recovered() -> None:
    text = said([18, 13, 8, 7])
    assert list(text) == ["reliable_gain", "usual_range"]
    assert text["reliable_gain"] == (
        "11 points better than at the start (PHQ-9 18 → 7); 6 or more is seldom chance alone."
    )
    assert text["usual_range"].startswith(
        "Now in the usual range: no longer 10 or more, measurement error allowed for: "
    )
    without = said([18, 13, 8, 7], offered=None)
    assert without["usual_range"] == "Now in the usual range: no longer 10 or more."


def test_improved() -> None:
    assert said([16, 10]) == {
        "reliable_gain": "6 points better than at the start (PHQ-9 16 → 10); 6 or more is seldom chance alone.",
        "still_clinical": "Still 10 or more.",
    }


def test_improved_on_a_measure_without_cutoff() -> None:
    assert said([16, 10], measure(cutoff=None)) == {
        "reliable_gain": "6 points better than at the start (PHQ-9 16 → 10); 6 or more is seldom chance alone.",
        "no_cutoff": "Without a clinical cutoff, this rests on reliable change alone.",
    }


def test_where_higher_is_better() -> None:
    curve = replace(WEEKLY, fixed=(12.0, 2.5))
    text = said([11, 17], measure(sign=-1.0, cutoff=17.0), curve)
    assert text["still_clinical"] == "Still 17 or less."
    assert text["reliable_gain"].startswith("6 points better than at the start (PHQ-9 11 → 17); ")
    assert said([11, 5], measure(sign=-1.0, cutoff=17.0), curve)["reliably_worse"].startswith("6 points worse ")


@pytest.mark.parametrize(
    ("scores", "step", "spell"),
    [
        ([16], 7.0, "Scores so far: 1, over 0 days. A course shows from 3 scores over 14 days on."),
        ([16, 16], 7.0, "Scores so far: 2, over 7 days. A course shows from 3 scores over 14 days on."),
        ([16, 16], 1.5, "Scores so far: 2, over 2 days. A course shows from 3 scores over 14 days on."),
        ([16, 16], 0.9, "Scores so far: 2, over 1 day. A course shows from 3 scores over 14 days on."),
        ([16, 16], 35.0, "Scores so far: 2, over 5 weeks. A course shows from 3 scores over 14 days on."),
    ],
)
def test_too_early(scores: list[float], step: float, spell: str) -> None:
    assert said(scores, step=step) == {"few_scores": spell}


def test_too_early_by_sessions() -> None:
    assert said([16, 16], offered=BY_SESSION, step=1.0) == {
        "few_scores": "Scores so far: 2, over 1 session. A course shows from 3 scores over 3 sessions on."
    }


def test_watch_and_on_track() -> None:
    # Expected by the plain reference: mean 12.94, SD 3.81, so 80 % lie between 8.06 and 17.83.
    assert said([16, 17, 18]) == {
        "outside_expected": (
            "18 is outside what 9 in 10 people with this start would have by now (13, 80 % between 8 and 18)."
        ),
        "early_flatness": "Many people are flat first and gain later.",
    }
    assert said([16, 17, 17]) == {
        "as_expected": ("Within what is expected of people with this start (17; expected 13, 80 % between 8 and 18).")
    }


def test_started_in_the_usual_range() -> None:
    assert said([8, 8, 9])["started_in_usual_range"] == (
        "The first score was already in the usual range, so this questionnaire cannot show a stall. Watch the "
        "client's own goals and life areas instead, and any change of 6 points for the worse."
    )
    unknown = said([8, 8, 9], measure(reliable_change=None, norms="none"))
    assert "any change of several points for the worse" in unknown["started_in_usual_range"]


def test_without_a_curve() -> None:
    assert said([16, 15, 14], offered=None) == {
        "no_reliable_change": ("No reliable change since the first score (PHQ-9 16 → 14); it would take 6 points."),
        "still_clinical": "Still 10 or more.",
        "no_curve": "No expected course is known for PHQ-9, so this rests on reliable change alone.",
    }
    assert list(said([14, 12, 9], offered=None)) == ["no_reliable_change", "no_curve"]


def test_a_curve_that_cannot_be_used() -> None:
    assert said([16, 15, 14], offered=replace(WEEKLY, cohort=49))["small_cohort"] == (
        "The curve at hand comes from 49 clients, too few, so this rests on reliable change alone."
    )
    assert said([16, 15, 14], offered=BY_SESSION)["other_clock"] == (
        "The curve at hand counts time in sessions and the scores do not, so this rests on reliable change alone."
    )


def test_nothing_to_compare_with() -> None:
    text = said([16, 15, 14], measure(reliable_change=None, norms="none"), None)
    assert text == {
        "nothing_to_compare": (
            "Neither a reliable change nor an expected course is known for PHQ-9, so nothing can be told."
        ),
        "no_curve": "No expected course is known for PHQ-9, so this rests on reliable change alone.",
        "norms_none": (
            "The size of a reliable change is not known: no published norm, and too few first scores in the file."
        ),
    }
    assert "few_scores" in said([16, 15], measure(reliable_change=None, norms="none"), None)


def test_an_assumed_curve() -> None:
    assert said([16, 15, 14], offered=replace(WEEKLY, kind="assumed", cohort=0))["curve_assumed"] == (
        "The expected course is assumed from published aggregates, not fitted to people's session scores."
    )


@pytest.mark.parametrize(
    ("curve", "step", "beyond"),
    [
        (replace(WEEKLY, observed_until=2.0), 7.0, None),
        (replace(WEEKLY, observed_until=1.9), 7.0, "Beyond the 2 weeks that the curve's people were followed"),
        (replace(WEEKLY, time_unit="month", observed_until=2.0), 30.0, None),
        (replace(WEEKLY, time_unit="month", observed_until=2.0), 31.0, "Beyond the 2 months that"),
        (replace(BY_SESSION, observed_until=2.0), 1.0, None),
        (replace(BY_SESSION, observed_until=1.9), 1.0, "Beyond the 2 sessions that"),
        (replace(BY_SESSION, observed_until=1.0), 1.0, "Beyond the 1 sessions that"),
    ],
)
def test_beyond_the_time_of_the_curves_people(curve: Curve, step: float, beyond: str | None) -> None:
    text = said([16, 15, 14], offered=curve, step=step).get("beyond_cohort")
    assert (text is None) == (beyond is None)
    assert text is None or (text.startswith(beyond or "") and text.endswith(": the course is extrapolated."))


def test_norms() -> None:
    assert said([16, 15, 14], measure(norms="sample", reliable_change=5.44))["norms_sample"] == (
        "The size of a reliable change (5.4 points) rests on the first scores in this file."
    )
    assert said([16, 15, 14], measure(unverified=("cutoff", "minimal_change")))["norms_unverified"] == (
        "Not checked in a primary source: cutoff, minimal change."
    )
    assert said([16, 15, 14], measure(minimal_change=None))["minimal_change_default"] == (
        "No published smallest change that matters; half of a reliable change stands in."
    )
    unknown = measure(minimal_change=None, reliable_change=None, norms="none")
    assert "minimal_change_default" not in said([16, 15, 14], unknown)


def test_no_score_at_all() -> None:
    assert [(reason.code, reason.text) for reason in no_scores()] == [("no_scores", "No score yet.")]


@pytest.mark.parametrize(
    ("value", "text"), [(15.0, "15"), (8.52, "8.5"), (5.97, "6"), (-2.0, "-2"), (0.04, "0"), (3, "3")]
)
def test_points(value: float, text: str) -> None:
    assert points(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.951, "very likely"),
        (0.95, "9 in 10"),
        (0.86, "9 in 10"),
        (0.84, "8 in 10"),
        (0.5, "5 in 10"),
        (0.05, "1 in 10"),
        (0.049, "very unlikely"),
    ],
)
def test_chances_are_tenths_and_never_near_certain(share: float, text: str) -> None:
    assert chance(share) == text


@pytest.mark.parametrize(
    ("amount", "clock", "text"),
    [
        (0.0, "days", "0 days"),
        (1.0, "days", "1 day"),
        (13.9, "days", "14 days"),
        (14.0, "days", "2 weeks"),
        (30.4, "days", "4 weeks"),
        (1.0, "sessions", "1 session"),
        (2.5, "sessions", "2.5 sessions"),
    ],
)
def test_durations(amount: float, clock: str, text: str) -> None:
    assert duration(amount, "days" if clock == "days" else "sessions") == text


def test_nobody_is_blamed() -> None:
    """LOOK.md: people-first words, no exclamation marks."""
    series: list[list[float]] = [[16, 16, 16, 16], [16, 22], [18, 13, 8, 7], [16, 10], [16], [16, 17, 18], [8, 8, 9]]
    text = " ".join(sentence for scores in series for sentence in said(scores).values()).lower()
    for word in ("fail", "patient", "non-compl", "resist", "!"):
        assert word not in text
