"""The reasons for a state: a code for programs and a sentence for people, sentence before numbers."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.progress.batch import Clock
from unstuck.progress.curve import DAYS_IN, Curve
from unstuck.progress.growth import HORIZON_SESSIONS
from unstuck.progress.measure import Measure
from unstuck.progress.snapshot import Range, Snapshot
from unstuck.progress.status import FEWEST_DAYS, FEWEST_SCORES, FEWEST_SESSIONS, WORSE_LIKELY


class Reason(NamedTuple):
    """Why a state was given, or what to bear in mind about it."""

    code: str
    text: str


def reasons(seen: Snapshot, measure: Measure, curve: Curve | None, offered: Curve | None) -> list[Reason]:
    """Return the reasons for a state, the one it rests on first, what limits it last.

    `curve` is the one in use, `offered` the one that was at hand (see `caveats`).
    """
    found = _BY_STATE[seen.state](seen, measure, curve)
    if not seen.started_clinical and measure.cutoff is not None:
        found.append(_started_below(seen, measure))
    said = {reason.code for reason in found}
    return found + [limit for limit in caveats(seen, measure, curve, offered) if limit.code not in said]


def no_scores() -> list[Reason]:
    """Return the reason for a client without any score."""
    return [Reason("no_scores", _("No score yet."))]


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


@lru_cache(maxsize=4096)
def percent(share: float) -> str:
    """Return a probability in whole per cent, never as certain as 0 or 100."""
    return _("{share} %").format(share=min(max(round(100 * share), 1), 99))


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
    if seen.worse_ahead is not None and seen.worse_ahead >= WORSE_LIKELY and seen.minimal is not None:
        text = _("Likely {size} or more points worse than at the start in {horizon}: {chance}.").format(
            size=points(seen.minimal), horizon=horizon_text(seen.clock), chance=percent(seen.worse_ahead)
        )
        found.append(Reason("likely_worse", text))
    return found


def _recovered(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    text = _("Now in the usual range: no longer {clinical}.").format(clinical=clinical_words(measure))
    if curve is not None and seen.probability is not None:
        text = _("Now in the usual range: no longer {clinical}, measurement error allowed for: {chance}.").format(
            clinical=clinical_words(measure), chance=percent(seen.probability)
        )
    return [_reliable_gain(seen, measure), Reason("usual_range", text)]


def _stalled(seen: Snapshot, measure: Measure, _curve: Curve | None) -> list[Reason]:
    long_flat = seen.flat_for is not None and seen.flat_for >= (
        FEWEST_DAYS if seen.clock == "days" else FEWEST_SESSIONS
    )
    flat = _(
        "No real change for {time} ({course}; "
        "likely still {clinical} in {horizon}, less than {size} points gained: {chance})."
    )
    slow = _("Slow going ({course}; likely still {clinical} in {horizon}, less than {size} points gained: {chance}).")
    none = _(
        "No gain so far ({course}; likely still {clinical} in {horizon}, less than {size} points gained: {chance})."
    )
    gained = measure.sign * seen.change < 0
    code, words = ("no_real_change", flat) if long_flat else ("slow_going", slow) if gained else ("no_gain", none)
    text = words.format(
        time=duration(seen.flat_for or 0.0, seen.clock),
        course=_course(seen, measure),
        clinical=clinical_words(measure),
        horizon=horizon_text(seen.clock),
        size=points(seen.minimal or 0.0),
        chance=percent(seen.probability or 0.0),
    )
    found = [Reason(code, text)]
    if seen.category == "improved":
        text = _("The gain of {size} points since the start stands.")
        found.append(Reason("plateau", text.format(size=points(abs(seen.change)))))
    return found


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
    return [
        Reason(
            "few_scores",
            text.format(count=seen.scores, time=duration(seen.elapsed, seen.clock), fewest=FEWEST_SCORES, spell=spell),
        )
    ]


def _watch(seen: Snapshot, measure: Measure, curve: Curve | None) -> list[Reason]:
    if curve is None or seen.expected is None:
        return [_no_reliable_change(seen, measure), _still(measure)]
    text = _("{latest} is outside what 9 in 10 people with this start would have by now ({expected}).")
    text = text.format(latest=points(seen.latest), expected=_band(seen.expected))
    return [
        Reason("outside_expected", text),
        Reason("early_flatness", _("Many people are flat first and gain later.")),
    ]


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
    "stalled": _stalled,
    "improved": _improved,
    "too_early": _too_early,
    "watch": _watch,
    "on_track": _on_track,
}
