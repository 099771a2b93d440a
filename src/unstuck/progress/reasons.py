"""The reasons for a state: a code for programs and a sentence for people, sentence before numbers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.progress.batch import Clock
from unstuck.progress.course import HORIZON_DAYS, HORIZON_SESSIONS
from unstuck.progress.curve import DAYS_IN, Curve
from unstuck.progress.measure import Measure
from unstuck.progress.snapshot import Range, Snapshot
from unstuck.progress.status import FEWEST_SCORES

HORIZON = {"days": HORIZON_DAYS, "sessions": HORIZON_SESSIONS}


class Reason(NamedTuple):
    """Why a state was given, or what to bear in mind about it."""

    code: str
    text: str


def reasons(
    seen: Snapshot, measure: Measure, curve: Curve | None, offered: Curve | None, began: date | None = None
) -> list[Reason]:
    """Return the reasons for a state, the one it rests on first, what limits it last.

    `curve` is the one in use, `offered` the one that was at hand (see `caveats`); `began` the day of the first score,
    where days are known.
    """
    stalled = seen.state == "stalled"
    given = _stalled(seen, measure, began) if stalled else _BY_STATE[seen.state](seen, measure, curve)
    if not seen.started_clinical and measure.cutoff is not None:
        given.append(_started_below(seen, measure))
    codes = {reason.code for reason in given}
    return given + [limit for limit in caveats(seen, measure, curve, offered) if limit.code not in codes]


def no_scores() -> list[Reason]:
    """Return the reason for a client without any score."""
    return [Reason("no_scores", _("No score yet."))]


def not_heard_from(days: float, then: str) -> Reason:
    """Return the reason that a state is an old one. `then`: where the client stood, as in `at the last score: …`."""
    text = _("Not heard from for {time}; {then}.").format(time=duration(days, "days"), then=then)
    return Reason("not_heard_from", text)


def caveats(seen: Snapshot, measure: Measure, curve: Curve | None, offered: Curve | None) -> list[Reason]:
    """Return what limits the answer: no curve, an assumed one, time beyond its cohort, doubtful norms."""
    found = _curve_caveats(seen, measure, curve, offered) + _norm_caveats(seen, measure)
    if measure.minimal_is_default and seen.minimal is not None:
        text = _("No published smallest change that matters; half of a reliable change stands in.")
        found.append(Reason("minimal_change_default", text))
    return found


@lru_cache(maxsize=4096)
def points(value: float) -> str:
    """Return a score as people write it: whole where whole, else with one decimal."""
    rounded = round(float(value), 1)
    return f"{rounded:.0f}" if rounded.is_integer() else f"{rounded:.1f}"


VERY_LIKELY, VERY_UNLIKELY = 0.95, 0.05
"""Beyond these chances no number is given: the model is not as sure as it looks."""


def chance(share: float) -> str:
    """Return a probability in tenths, as people say it; near certainty and near impossibility in words.

    >>> chance(0.62), chance(0.97), chance(0.02)
    ('6 in 10', 'very likely', 'very unlikely')
    """
    if share > VERY_LIKELY:
        return _("very likely")
    if share < VERY_UNLIKELY:
        return _("very unlikely")
    return _("{tenths} in 10").format(tenths=min(max(round(10 * share), 1), 9))


def duration(amount: float, clock: Clock) -> str:
    """Return a length of time in the words of the clock: sessions, days below a fortnight, else weeks."""
    if clock == "sessions":
        text = _("{number} session") if amount == 1 else _("{number} sessions")
        return text.format(number=points(amount))
    if amount < 2 * DAYS_IN["week"]:
        return ngettext("{number} day", "{number} days", round(amount)).format(number=f"{amount:.0f}")
    return _("{number} weeks").format(number=f"{amount / DAYS_IN['week']:.0f}")


@cache
def horizon_text(clock: Clock) -> str:
    """Return the horizon in words."""
    return _("4 weeks") if clock == "days" else _("{n} sessions").format(n=f"{HORIZON_SESSIONS:.0f}")


@cache
def next_horizon(clock: Clock) -> str:
    """Return the time until the horizon in words, as in `the next four weeks`."""
    return _("four weeks") if clock == "days" else _("four sessions")


def time_of_month(day: date) -> str:
    """Return a day to about ten days, as in `early October`.

    >>> time_of_month(date(2026, 10, 4)), time_of_month(date(2026, 10, 20)), time_of_month(date(2026, 10, 21))
    ('early October', 'mid-October', 'late October')
    """
    words = _("early {month}") if day.day <= 10 else _("mid-{month}") if day.day <= 20 else _("late {month}")
    return words.format(month=f"{day:%B}")


def clinical_words(measure: Measure) -> str:
    """Return the clinical range in words, for example `10 or more`."""
    return _range_words(measure.cutoff or 0.0, measure.sign)


@cache
def _range_words(cutoff: float, sign: float) -> str:
    words = _("{cutoff} or more") if sign > 0 else _("{cutoff} or less")
    return words.format(cutoff=points(cutoff))


def _course(seen: Snapshot, measure: Measure) -> str:
    return f"{measure.instrument} {points(seen.first)} → {points(seen.latest)}"


def _deteriorating(seen: Snapshot, measure: Measure, _curve: Curve | None) -> list[Reason]:
    found = []
    if seen.category == "deteriorated" and seen.threshold is not None:
        text = _("{size} points worse than at the start ({course}); {threshold} or more is seldom chance alone.")
        text = text.format(
            size=points(abs(seen.change)), course=_course(seen, measure), threshold=points(seen.threshold)
        )
        found.append(Reason("reliably_worse", text))
    if seen.worse_ahead is not None and seen.minimal is not None:
        words = _("Chance of being {size} or more points worse in {horizon} than at the start: {chance}.")
        if not found and measure.sign * seen.change > 0:
            words = _("Worse than at the start ({course}); chance of {size} or more points in {horizon}: {chance}.")
        text = words.format(
            course=_course(seen, measure),
            size=points(seen.minimal),
            horizon=next_horizon(seen.clock),
            chance=chance(seen.worse_ahead),
        )
        found.append(Reason("likely_worse", text))
    return found


def _recovered(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    text = _("Now in the usual range: no longer {clinical}.").format(clinical=clinical_words(measure))
    if curve is not None and seen.probability is not None:
        text = _("Now in the usual range: no longer {clinical}, measurement error allowed for: {chance}.").format(
            clinical=clinical_words(measure), chance=chance(seen.probability)
        )
    return [_reliable_gain(seen, measure), Reason("usual_range", text)]


def _stalled(seen: Snapshot, measure: Measure, began: date | None) -> list[Reason]:
    # Each score since the state began found little change: a sentence that begins later would contradict the row.
    span = max(seen.flat_for or 0.0, seen.held_for, min(HORIZON[seen.clock], seen.elapsed))
    # Where a score within that time differs from the latest by a minimal change, "little change" alone would deny it.
    if seen.flat_for is not None and seen.flat_for >= span:
        code, words = "no_real_change", _("Little change {time}, and little expected in the next {horizon} ({chance}).")
    elif measure.sign * seen.change < 0:
        code = "slow_going"
        words = _("Ups and downs, little change {time}, and little expected in the next {horizon} ({chance}).")
    else:  # Up and down again, or up all the way by less than a change that counts: neither gained anything.
        code, words = "no_gain", _("No lasting gain {time}, and little expected in the next {horizon} ({chance}).")
    text = words.format(
        time=_since(seen, span, began), horizon=next_horizon(seen.clock), chance=chance(seen.probability or 0.0)
    )
    found = [Reason(code, text)]
    if seen.category == "deteriorated":
        found.append(_worse_for_now(seen, measure))
    if seen.category == "improved":
        text = _("The gain of {size} points since the start stands.")
        found.append(Reason("plateau", text.format(size=points(abs(seen.change)))))
    return found


def _since(seen: Snapshot, span: float, began: date | None) -> str:
    """Return since when, or for how long, to follow `little change`."""
    if began is None or seen.clock == "sessions":
        return _("for {time}").format(time=duration(span, seen.clock))
    return _("since {when}").format(when=time_of_month(began + timedelta(days=round(seen.elapsed - span))))


def _improved(seen: Snapshot, measure: Measure, _curve: Curve | None) -> list[Reason]:
    found = [_reliable_gain(seen, measure)]
    if seen.clinical_now and measure.cutoff is not None:
        found.append(Reason("still_clinical", _("Still {clinical}.").format(clinical=clinical_words(measure))))
    return found


def _too_early(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    if curve is None and seen.threshold is None and seen.scores >= FEWEST_SCORES:
        text = _("Neither a reliable change nor an expected course is known for {instrument}, so nothing can be told.")
        return [Reason("nothing_to_compare", text.format(instrument=measure.instrument))]
    spell = _("14 days") if seen.clock == "days" else _("3 sessions")
    text = _("Scores so far: {count}, over {time}. A course shows from {fewest} scores over {spell} on.")
    text = text.format(count=seen.scores, time=duration(seen.elapsed, seen.clock), fewest=FEWEST_SCORES, spell=spell)
    worse = [_worse_for_now(seen, measure)] if seen.category == "deteriorated" else []
    return [*worse, Reason("few_scores", text)]


def _watch(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    if curve is None or seen.expected is None:
        return [_no_reliable_change(seen, measure), _still(measure)]
    text = _("{latest} is outside what 9 in 10 people with this start would have by now ({expected}).")
    outside = Reason("outside_expected", text.format(latest=points(seen.latest), expected=_band(seen.expected)))
    if seen.category == "deteriorated":
        return [_worse_for_now(seen, measure), outside]
    return [outside, Reason("early_flatness", _("Many people are flat first and gain later."))]


def _worse_for_now(seen: Snapshot, measure: Measure) -> Reason:
    text = _("{size} points worse than at the start ({course}), which may well pass: look at the next score.")
    return Reason("worse_for_now", text.format(size=points(abs(seen.change)), course=_course(seen, measure)))


def _on_track(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    if curve is None or seen.expected is None:
        return [_no_reliable_change(seen, measure)]
    text = _("Within what is expected of people with this start ({latest}; expected {expected}).")
    return [Reason("as_expected", text.format(latest=points(seen.latest), expected=_band(seen.expected)))]


def _band(expected: Range) -> str:
    return _("{mean:.0f}, 80 % between {low:.0f} and {high:.0f}").format(
        mean=expected.mean, low=expected.lower80, high=expected.upper80
    )


def _reliable_gain(seen: Snapshot, measure: Measure) -> Reason:
    text = _("{size} points better than at the start ({course}); {threshold} or more is seldom chance alone.")
    threshold = seen.threshold if seen.threshold is not None else abs(seen.change)
    return Reason(
        "reliable_gain",
        text.format(size=points(abs(seen.change)), course=_course(seen, measure), threshold=points(threshold)),
    )


def _no_reliable_change(seen: Snapshot, measure: Measure) -> Reason:
    text = _("No reliable change since the first score ({course}); it would take {threshold} points.")
    threshold = points(seen.threshold) if seen.threshold is not None else _("an unknown number of")
    return Reason("no_reliable_change", text.format(course=_course(seen, measure), threshold=threshold))


def _still(measure: Measure) -> Reason:
    if measure.cutoff is None:
        return Reason("no_cutoff", _("No clinical cutoff is known for {name}.").format(name=measure.instrument))
    return Reason("still_clinical", _("Still {clinical}.").format(clinical=clinical_words(measure)))


def _started_below(seen: Snapshot, measure: Measure) -> Reason:
    size = points(seen.threshold) if seen.threshold is not None else _("several")
    text = _(
        "The first score was already in the usual range, so this questionnaire cannot show a stall. "
        "Watch the client's own goals and life areas instead, and any change of {size} points for the worse."
    )
    return Reason("started_in_usual_range", text.format(size=size))


def _curve_caveats(seen: Snapshot, measure: Measure, curve: Curve | None, offered: Curve | None) -> list[Reason]:
    if curve is None:
        return [_why_no_curve(measure, offered)]
    found = []
    if curve.kind == "assumed":
        text = _("The expected course is assumed from published aggregates, not fitted to people's session scores.")
        found.append(Reason("curve_assumed", text))
    if seen.elapsed > curve.observed_until * (DAYS_IN.get(curve.time_unit, 1.0)):
        text = _("Beyond the {until} {unit}s that the curve's people were followed: the course is extrapolated.")
        found.append(
            Reason("beyond_cohort", text.format(until=points(round(curve.observed_until)), unit=curve.time_unit))
        )
    return found


def _why_no_curve(measure: Measure, offered: Curve | None) -> Reason:
    if offered is None:
        text = _("No expected course is known for {name}, so this rests on reliable change alone.")
        return Reason("no_curve", text.format(name=measure.instrument))
    if measure.cutoff is None:
        return Reason("no_cutoff", _("Without a clinical cutoff, this rests on reliable change alone."))
    if not offered.usable:
        text = _("The curve at hand comes from {count} clients, too few, so this rests on reliable change alone.")
        return Reason("small_cohort", text.format(count=offered.cohort))
    text = _("The curve at hand counts time in {unit}s and the scores do not, so this rests on reliable change alone.")
    return Reason("other_clock", text.format(unit=offered.time_unit))


def _norm_caveats(seen: Snapshot, measure: Measure) -> list[Reason]:
    found = []
    if seen.threshold is None:
        text = _("The size of a reliable change is not known: no published norm, and too few first scores in the file.")
        found.append(Reason("norms_none", text))
    elif measure.norms == "sample":
        text = _("The size of a reliable change ({size} points) rests on the first scores in this file.")
        found.append(Reason("norms_sample", text.format(size=points(seen.threshold))))
    if measure.unverified:
        found.append(_unverified(measure.unverified))
    return found


@cache
def _unverified(norms: tuple[str, ...]) -> Reason:
    text = _("Not checked in a primary source: {norms}.")
    return Reason("norms_unverified", text.format(norms=", ".join(name.replace("_", " ") for name in norms)))


_BY_STATE = {
    "deteriorating": _deteriorating,
    "recovered": _recovered,
    "improved": _improved,
    "too_early": _too_early,
    "watch": _watch,
    "on_track": _on_track,
}
