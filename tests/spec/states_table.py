"""Series of scores in, states of progress out: read as the definition of the states, and rendered into the docs.

Every row was worked out by the plain reference (tests/plain_progress.py) or, where no curve is in use, by hand
from the differences of the scores. The measure and the curve are made up, in round numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.plain_progress import PlainCurve, PlainMeasure, PlainWandering

WANDER = PlainWandering(ma=15.0, sa=5.0, mb=-3.0, sb=6.0, r=-0.3, s=1.5, q=1.0, rho=1.0, k=0.15, w=0.5)
RESTLESS = replace(WANDER, mb=1.0)
WEEKLY = PlainCurve((15.0, -2.5), ((24.0, -3.0), (-3.0, 4.5)), 6.0, unit=7.0, tau=0.55, wander=WANDER)
BY_SESSION = replace(WEEKLY, unit=1.0)
RISING = PlainCurve((12.0, 0.5), ((24.0, 0.0), (0.0, 6.0)), 6.0, unit=7.0, tau=0.55, wander=RESTLESS)
CALM = replace(WEEKLY, wander=replace(WANDER, sb=2.0, s=3.0, w=0.1))
TOUCHY = replace(WEEKLY, tau=0.01)
MIRRORED = replace(WEEKLY, mean=(12.0, 2.5), wander=replace(WANDER, ma=12.0, mb=3.0))

COMMON = PlainMeasure(cutoff=10.0, reliable=6.0, minimal=5.0)
COARSE = PlainMeasure(cutoff=10.0, reliable=12.0, minimal=3.0)
HIGHER = PlainMeasure(cutoff=17.0, reliable=6.0, minimal=5.0, lower_is_better=False)


@dataclass(frozen=True)
class Setting:
    """What a series is judged by. `plain` False: the plain reference has no such case, so it is done by hand."""

    says: str
    curve: PlainCurve | None = WEEKLY
    measure: PlainMeasure = COMMON
    by_days: bool = True
    kind: str = "fitted"
    cohort: int = 500
    observed_until: float = 26.0
    tau_known: bool = True
    cutoff_known: bool = True
    change_known: bool = True
    change_is_default: bool = False
    norms: str = "shipped"
    unverified: tuple[str, ...] = ()
    plain: bool = True


SETTINGS = {
    "usual": Setting("lower is better, clinical from 10, reliable change 6, smallest change that matters 5"),
    "sessions": Setting("the same, counted in sessions", BY_SESSION, by_days=False),
    "rising": Setting(
        "reliable change 12, smallest change that matters 3; a curve whose people get slightly worse", RISING, COARSE
    ),
    "touchy": Setting("as usual, with little change called from a probability of 1 % on", TOUCHY),
    "calm": Setting("as usual, with a course that hardly strays from what is expected", CALM),
    "higher": Setting("higher is better: each score is 27 minus the usual one, clinical to 17", MIRRORED, HIGHER),
    "no threshold": Setting("a curve without a stall threshold", tau_known=False, plain=False),
    "assumed": Setting("an assumed curve", kind="assumed", cohort=0),
    "short": Setting("a curve whose people were followed for 3 weeks", observed_until=3.0),
    "no curve": Setting("no curve", None, plain=False),
    "small": Setting("a curve from 49 clients", cohort=49, plain=False),
    "just enough": Setting("a curve from 50 clients", cohort=50),
    "other clock": Setting("a curve in sessions, scores in days", BY_SESSION, plain=False),
    "no cutoff": Setting("no clinical cutoff is known", cutoff_known=False, plain=False),
    "sample": Setting("reliable change from the file's own first scores", norms="sample"),
    "unverified": Setting("a cutoff that nobody checked in a primary source", unverified=("cutoff",)),
    "no change, no curve": Setting("neither reliable change nor curve", None, change_known=False, plain=False),
    "no change": Setting("a curve, and no reliable change", change_known=False, plain=False),
    "half": Setting(
        "no published smallest change: half of the reliable change", measure=PlainMeasure(10.0, 6.0, 3.0),
        change_is_default=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One series and the answer at its last score. `since` is the time of the first score of the present state."""

    says: str
    scores: Sequence[float]
    state: str
    reasons: str
    since: float
    alert: bool = False
    setting: str = "usual"
    times: Sequence[float] = field(default=())

    @property
    def at(self) -> list[float]:
        """Days, or sessions, since the first score: weekly where nothing else is said."""
        step = 7.0 if SETTINGS[self.setting].by_days else 1.0
        return list(self.times) or [step * number for number in range(len(self.scores))]


FLAT = (16, 16, 16, 16)
SECTIONS: dict[str, list[Row]] = {
    "Too early to tell": [
        Row("One score", [16], "too_early", "few_scores", 0),
        Row("Two scores, however far apart", [16, 15], "too_early", "few_scores", 0, times=[0, 70]),
        Row("Three scores within 13 days", [16, 15, 15], "too_early", "few_scores", 0, times=[0, 7, 13]),
        Row("Three scores over 14 days are enough", [16, 15, 15], "on_track", "as_expected", 14),
        Row("Two sessions", [16, 15], "too_early", "few_scores", 0, setting="sessions"),
        Row("Two scores five sessions apart", [16, 15], "too_early", "few_scores", 0, setting="sessions",
            times=[0, 5]),
        Row("Three sessions are enough", [16, 15, 14], "on_track", "as_expected", 2, setting="sessions"),
    ],
    "On track and worth watching": [
        Row("As expected", [16, 15, 13, 12, 11], "on_track", "as_expected", 14),
        Row("Flat early on, and still within the band (17.8 at week 2)", [16, 17, 17], "on_track", "as_expected", 14),
        Row("Just outside the band", [16, 17, 18], "watch", "outside_expected early_flatness", 14),
        Row("Early flatness is watched, not called a stall", [16, 18, 18], "watch", "outside_expected early_flatness",
            14),
        Row("Worse by a reliable change, but with hardly a chance of lasting (under 1 %)", [16, 18, 24], "watch",
            "worse_for_now outside_expected", 14, times=[0, 1, 14], setting="calm"),
    ],
    "Stalled": [
        Row("Flat for four scores, likely to stay so at the last two", FLAT, "stalled", "no_real_change", 21, True),
        Row("Three scores are too few, however likely little change looks (60 %)", FLAT[:3], "on_track", "as_expected",
            14),
        Row("Four scores, but only 20 days: not before week 3", [16, 17, 16, 16], "on_track", "as_expected", 20,
            times=[0, 5, 10, 20]),
        Row("From day 21 on", [16, 17, 16, 16], "stalled", "no_real_change", 21, True, times=[0, 5, 10, 21]),
        Row("Likely only now (58 %), not at the score before (54 %): two in a row are needed",
            [16, 15, 13, 14, 13, 14, 13], "on_track", "as_expected", 14),
        Row("Likely twice in a row", [16, 15, 13, 14, 13, 14, 13, 13], "stalled", "no_real_change", 49, True),
        Row("Likely at every second score only", [16, 16, 11, 16, 11, 16], "on_track", "as_expected", 14),
        Row("The alert is raised on entering, not again while the stall lasts", [*FLAT, 16, 16], "stalled",
            "no_real_change", 21),
        Row("A stall outranks a score outside the band", [16, 17, 18, 19], "stalled", "no_real_change", 21, True),
        Row("Five points better this week: little change is no longer likely (20 %)", [*FLAT, 11], "on_track",
            "as_expected", 28),
        Row("A steady gain of a point a week is no stall", [16, 15, 14, 13, 12, 11, 10], "improved",
            "reliable_gain still_clinical", 42),
        Row("Up and down, the same on the whole: no flat spell is claimed", [12, 13, 13, 16, 12, 16, 11], "stalled",
            "slow_going", 21),
        Row("Up and down without a gain", [16, 17, 18, 18, 22, 16], "stalled", "no_gain", 35, True),
        Row("A latest score in the usual range is never little change, however flat it was before", [*FLAT, 9],
            "improved", "reliable_gain", 28),
        Row("The same just below the cutoff, without a reliable gain", [12, 12, 12, 12, 12, 12, 9], "on_track",
            "as_expected", 42, setting="touchy"),
        Row("By sessions", FLAT, "stalled", "no_real_change", 3, True, setting="sessions"),
        Row("Without a threshold no stall is called", [*FLAT, 16], "on_track", "as_expected", 14,
            setting="no threshold"),
    ],
    "A plateau": [
        Row("Improved first", [20, 16, 14, 14, 14, 14], "improved", "reliable_gain still_clinical", 14),
        Row("Then flat while still clinical: the stall outranks the gain, and the gain stays among the reasons",
            [20, 16, 14, 14, 14, 14, 14, 14, 14], "stalled", "no_real_change plateau", 56, True),
        Row("Two weeks earlier it cannot be told yet (44 %)", [20, 16, 14, 14, 14, 14, 14], "improved",
            "reliable_gain still_clinical", 14),
    ],
    "Getting worse": [
        Row("A reliable change for the worse, reached exactly, with a chance of 30 % or more (53 %)", [16, 14, 22],
            "deteriorating", "reliably_worse likely_worse", 14, True),
        Row("One point short (43 %)", [16, 14, 21], "watch", "outside_expected early_flatness", 14),
        Row("Never hidden behind too early: the second score (34 %)", [16, 23], "deteriorating",
            "reliably_worse likely_worse", 7, True),
        Row("The second score, and the change alone (29 %): too early, and the change is named", [16, 22], "too_early",
            "worse_for_now few_scores", 0),
        Row("One bad day (5 %)", [16, 24], "too_early", "worse_for_now few_scores", 0, times=[0, 1]),
        Row("Likely worse in four weeks than at the start (59 %), before a reliable change", [14, 15, 16, 17],
            "deteriorating", "likely_worse", 21, True, setting="rising"),
        Row("Not yet likely (47 %)", [14, 15, 16], "on_track", "as_expected", 14, setting="rising"),
        Row("Outranks a stall, and is a new alert", [*FLAT, 22], "deteriorating", "reliably_worse likely_worse", 28,
            True),
        Row("Also for a client who started in the usual range", [8, 14], "deteriorating",
            "reliably_worse likely_worse started_in_usual_range", 7, True),
    ],
    "Improved": [
        Row("A reliable change for the better, reached exactly; not too early for it", [16, 10], "improved",
            "reliable_gain still_clinical", 7),
        Row("One point short", [16, 11, 11], "on_track", "as_expected", 14),
        Row("In the usual range, but not yet likely so once measurement error is allowed for", [18, 13, 9],
            "improved", "reliable_gain", 14),
        Row("After a stall", [*FLAT, 12, 9], "improved", "reliable_gain", 35),
        Row("Started in the usual range", [8, 5, 2], "improved", "reliable_gain started_in_usual_range", 14),
    ],
    "Recovered": [
        Row("Reliable change, in the usual range, and likely so", [18, 13, 8, 7], "recovered",
            "reliable_gain usual_range", 21),
        Row("Flat after recovery is not a stall", [18, 8, 5, 4, 4, 4, 4], "recovered", "reliable_gain usual_range",
            14),
        Row("Outranks a stall signal", [18, 13, 9, 8, 9], "recovered", "reliable_gain usual_range", 21,
            setting="touchy"),
        Row("Lost again: ups and downs, for four weeks ago it was 7", [18, 13, 8, 7, 14, 16, 16, 17], "stalled",
            "slow_going", 42),
    ],
    "Started in the usual range": [
        Row("Never stalled on this questionnaire, however likely little change looks: watched instead",
            [9, 12, 13, 13, 13, 13], "watch", "outside_expected early_flatness started_in_usual_range", 21),
        Row("One point more and the same course is a stall", [10, 13, 14, 14, 14, 14], "stalled",
            "no_real_change", 21),
        Row("As expected", [8, 8, 9], "on_track", "as_expected started_in_usual_range", 14),
    ],
    "Where higher is better": [
        Row("Stalled", [11, 11, 11, 11], "stalled", "no_real_change", 21, True, setting="higher"),
        Row("A loss is a fall", [11, 4], "deteriorating", "reliably_worse likely_worse", 7, True, setting="higher"),
        Row("A gain is a rise", [11, 17], "improved", "reliable_gain still_clinical", 7, setting="higher"),
        Row("Recovered is above the cutoff", [9, 14, 19, 20], "recovered", "reliable_gain usual_range", 21,
            setting="higher"),
        Row("Watched", [11, 10, 9], "watch", "outside_expected early_flatness", 14, setting="higher"),
        Row("Started in the usual range", [19, 19, 18], "on_track", "as_expected started_in_usual_range", 14,
            setting="higher"),
    ],
    "Without a curve that can be used": [
        Row("No reliable change while still clinical is worth watching", [16, 15, 14, 15], "watch",
            "no_reliable_change still_clinical no_curve", 14, setting="no curve"),
        Row("In the usual range without a reliable change", [14, 12, 9], "on_track", "no_reliable_change no_curve", 14,
            setting="no curve"),
        Row("Improved", [16, 10], "improved", "reliable_gain still_clinical no_curve", 7, setting="no curve"),
        Row("Recovered, by Jacobson and Truax alone", [16, 9], "recovered", "reliable_gain usual_range no_curve", 7,
            setting="no curve"),
        Row("Getting worse", [16, 22], "deteriorating", "reliably_worse no_curve", 7, True, setting="no curve"),
        Row("Too early", [16, 15], "too_early", "few_scores no_curve", 0, setting="no curve"),
        Row("Flat for long is watched: a stall needs a curve", [16] * 8, "watch",
            "no_reliable_change still_clinical small_cohort", 14, setting="small"),
        Row("50 clients are enough for a curve", FLAT, "stalled", "no_real_change", 21, True, setting="just enough"),
        Row("A curve that counts otherwise", FLAT, "watch", "no_reliable_change still_clinical other_clock", 14,
            setting="other clock"),
        Row("Without a cutoff", FLAT, "watch", "no_reliable_change no_cutoff", 14, setting="no cutoff"),
        Row("Nothing to compare with", FLAT, "too_early", "nothing_to_compare no_curve norms_none", 0,
            setting="no change, no curve"),
    ],
    "What limits an answer is said with it": [
        Row("Norms from the sample", [16, 23], "deteriorating", "reliably_worse likely_worse norms_sample", 7, True,
            setting="sample"),
        Row("No reliable change known: the curve alone answers", [16, 14, 12, 10], "on_track",
            "as_expected norms_none", 14, setting="no change"),
        Row("Norms not checked in a primary source", [16, 23], "deteriorating",
            "reliably_worse likely_worse norms_unverified", 7, True, setting="unverified"),
        Row("An assumed curve", FLAT, "stalled", "no_real_change curve_assumed", 21, True, setting="assumed"),
        Row("Within the time that the curve's people were followed", FLAT, "stalled", "no_real_change", 21, True,
            setting="short"),
        Row("Beyond it", [*FLAT, 16], "stalled", "no_real_change beyond_cohort", 21, setting="short"),
        Row("Half of a reliable change stands in for the smallest that matters", [16, 22], "deteriorating",
            "reliably_worse likely_worse minimal_change_default", 7, True, setting="half"),
    ],
}  # fmt: skip


def rows() -> list[Row]:
    """Return every row."""
    return [row for section in SECTIONS.values() for row in section]
