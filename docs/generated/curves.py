"""The model card of every curve that ships: what it rests on, its parameters, its alerts and its limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from unstuck.progress.curve import AlertRecord, Curve
from unstuck.progress.curve_files import shipped_curves

PATH = "reference/curves.md"

HEAD = """# Curves

Generated from `src/unstuck/progress/curves/`, which `python -m examples.curves.build_shipped_curves` writes; after
a change run `make docs`. How the model works: [the growth model](../explanation/growth-model.md). How a curve
becomes a state: [states](../explanation/states.md). An agency's own curve from `unstuck fit` carries the same card.

A **fitted** curve comes from people's session scores. An **assumed** one does not: it is worked out from published
means and spreads and from assumptions, each of which is listed below. Whatever shows an assumed band says so.

The first three shares under "Alerts" were counted on courses drawn from the curve's own numbers. How often alerts were
right was, for the assumed curves, counted on simulated stories. Real people do things that the model leaves out: see
[states](../explanation/states.md).
"""


def render() -> str:
    """Return the page."""
    cards = ["\n".join(_card(curve)) for curve in shipped_curves()]
    return "\n".join([HEAD, "\n".join(_overview()), *cards]) + "\n"


def _overview() -> Iterator[str]:
    yield "| curve | instrument | kind | time | clients | scores | followed |\n|---|---|---|---|---|---|---|"
    for one in shipped_curves():
        clients, scores = (one.cohort, one.scores) if one.kind == "fitted" else ("none", "none")
        yield (
            f"| [{one.id}](#{one.id}) | {one.instrument} | {one.kind} | {one.time_unit} | {clients} | {scores} "
            f"| {one.observed_until:.1f} {one.time_unit}s |"
        )
    yield ""


def _card(curve: Curve) -> Iterator[str]:
    yield f"## {curve.id}\n"
    yield f"{curve.card['what']}\n"
    yield from _origin(curve)
    yield from _parameters(curve)
    yield from _wandering(curve)
    yield from _alerts(curve)
    yield from _limits(curve)


def _origin(curve: Curve) -> Iterator[str]:
    known: Mapping[str, Any] | None = curve.card.get("known")
    if known is None:
        yield f"- Source: {curve.card['source']}"
        yield f"- Cohort: {curve.cohort} clients, {curve.scores} scores; {curve.card['population']}"
    else:
        yield f"- Source: {known['source']}"
        yield f"- Cohort: none; figures of {known['courses']:,} finished courses of care"
        yield (
            f"- Known: mean {known['mean_start']:g} (SD {known['sd_start']:g}) at the start, "
            f"{known['mean_end']:g} (SD {known['sd_end']:g}) at the end, in points"
        )
    yield f"- Method: {curve.method}\n"


def _parameters(curve: Curve) -> Iterator[str]:
    (b0, b1), x = curve.fixed, f"log(1 + {curve.time_unit}s)"
    (r00, r01), (_, r11) = curve.random_covariance
    yield "The expected course:\n"
    rows = [
        ("mean at the first score", b0, "points", _error(curve, 0)),
        ("mean slope", b1, f"points for each 1 in {x}", _error(curve, 1)),
        ("spread of clients' levels at the start (SD)", math.sqrt(r00), "points", ""),
        ("spread of clients' slopes (SD)", math.sqrt(r11), f"points for each 1 in {x}", ""),
        ("correlation of level and slope", r01 / math.sqrt(r00 * r11), "", ""),
        ("scatter of scores around a client's line (SD)", math.sqrt(curve.residual_variance), "points", ""),
    ]
    yield "| parameter | value | unit | standard error |\n|---|---|---|---|"
    yield from (f"| {name} | {value:.2f} | {unit} | {error} |" for name, value, unit, error in rows)
    yield ""


def _error(curve: Curve, place: int) -> str:
    """Return the standard error of a mean; for an assumed curve nobody knows it."""
    return f"{math.sqrt(curve.fixed_covariance[place][place]):.2f}" if curve.kind == "fitted" else "not known"


def _wandering(curve: Curve) -> Iterator[str]:
    numbers, unit = curve.wandering, "session" if curve.time_unit == "session" else "week"
    if numbers is None:
        return
    rows = [
        ("level at the first score, mean", numbers.mean_start, "points"),
        ("level at the first score, SD", numbers.sd_start, "points"),
        (f"change over 8 {unit}s, mean", numbers.mean_change, "points"),
        (f"change over 8 {unit}s, SD", numbers.sd_change, "points"),
        ("correlation of the two", numbers.correlation, ""),
        ("error of one score, SD", numbers.score_sd, "points"),
        ("passing ups and downs, SD", numbers.passing_sd, "points"),
        ("how long these carry over", numbers.passing_time, f"{unit}s"),
        ("fading of a gain", numbers.fading, f"a {unit}"),
        ("pushes on the slope", numbers.wander_sd, f"points a {unit}, per root of a {unit}"),
    ]
    yield "How clients change course (the wandering slope):\n\n| number | value | unit |\n|---|---|---|"
    yield from (f"| {name} | {value:.2f} | {unit} |" for name, value, unit in rows)
    yield ""
    yield from _learned(curve.card.get("wandering"))


def _learned(card: Mapping[str, Any] | None) -> Iterator[str]:
    if card is None:
        return
    at_prior = ", ".join(name.replace("_", " ") for name in card["at_their_prior"]) or "none"
    yield (
        f"Learned from {card['clients']} clients with {card['scores']} scores, priors centred on "
        f"{card['priors_centred_on']}. Numbers on which the scores said hardly anything: {at_prior}. Left free, ups "
        f"and downs would carry over for {card['passing_time_if_free']:.1f} {card['time_unit']}s.\n"
    )


def _alerts(curve: Curve) -> Iterator[str]:
    how = curve.card["stall_threshold"]
    yield (
        f"Alerts: little change is called a stall from a probability of **{curve.tau:.2f}** on (tau). It was set on "
        f"{how['courses']:,} courses drawn from these numbers, so that at most {_percent(how['nominal'], 0)} of those "
        f"on track are ever called stalled or getting worse, and tried on as many fresh ones; "
        f"{_percent(how['promised'], 0)} is what is promised. On track means: {how['on_track_means']}.\n"
    )
    yield "| tried on fresh courses | share |\n|---|---|"
    yield f"| courses that were on track | {_percent(how['on_track_share'])} |"
    yield f"| of these, ever called stalled or getting worse | {_percent(how['on_track_ever_raised'])} |"
    yield f"| of those truly flat at some score, ever called either | {_percent(how['truly_flat_ever_raised'])} |"
    yield from (_precision(state, record) for state, record in curve.alerts.items())
    yield ""
    yield from _settings(curve)


def _settings(curve: Curve) -> Iterator[str]:
    if not curve.budgets:
        return
    yield "| setting: alerts allowed, of those on track | tau | of those on track | of those truly flat |"
    yield "|---|---|---|---|"
    for one in curve.budgets:
        reached = f"{_percent(one.on_track_ever)} | {_percent(one.flat_ever)} |"
        yield f"| {_percent(one.share, 0)} | {one.tau:.2f} | {reached}"
    yield ""


def _precision(state: str, record: AlertRecord) -> str:
    return (
        f"| alerts of `{state}` that were right | {_percent(record.right)} "
        f"({_percent(record.lower95)} to {_percent(record.upper95)}, of {record.alerts:,}) |"
    )


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def _limits(curve: Curve) -> Iterator[str]:
    card = curve.card
    if "assumptions" in card:
        yield "Assumptions:\n"
        yield from (f"- {assumption}" for assumption in card["assumptions"])
        yield ""
    yield "Limits:\n"
    own = [card["limits"]] if "limits" in card else [card["uncertainty"], f"Replace it: {card['replace_with']}."]
    yield from (f"- {limit}" for limit in own)
    yield f"- Alert shares: {card['stall_threshold']['limits']}.\n"
