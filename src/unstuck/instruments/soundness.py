"""Does a definition make sense? Each check is one sentence that a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument, Norm, Option

Problem = tuple[str, str]
"""The key at fault and what is wrong with it."""

SHARES = ("reliability", "minimal_change_fraction")
POSITIVE = ("reliable_change", "minimal_change", "sd_clinical", "sd_functional")
ON_THE_SCALE = ("cutoff", "mean_clinical", "mean_functional")
KINDS = {
    "reliability": ("internal_consistency", "retest"),
    "reliable_change": ("convention", "computed"),
    "minimal_change": ("convention", "computed"),
    "minimal_change_fraction": ("convention", "computed"),
}


def check(instrument: Instrument, *, file: str) -> None:
    """Raise `BadInput` about the first contradiction in the definition."""
    for find in CHECKS:
        for key, problem in find(instrument):
            raise BadInput(f"key '{key}': {problem}", file=file)


def _range(instrument: Instrument) -> Iterator[Problem]:
    if not instrument.minimum < instrument.maximum:
        yield (
            "maximum",
            f"expected more than the minimum {instrument.minimum:g}, found {instrument.maximum:g}",
        )


def _method(instrument: Instrument) -> Iterator[Problem]:
    method = instrument.scoring.method
    if method == "total_only":
        if instrument.items or instrument.options or instrument.follow_up:
            yield "items", 'expected none, because scoring.method is "total_only"'
        return
    if not instrument.items:
        yield "items", f'expected at least one, because scoring.method is "{method}"'
    for number, item in enumerate(instrument.items, start=1):
        if len(instrument.options_of(item)) < 2:
            key = f"items[{number}].options" if item.options else "options"
            yield key, f'expected at least two, because scoring.method is "{method}"'
    allowed, most = instrument.scoring.missing_allowed, sum(item.counts for item in instrument.items) - 1
    if method != "each_apart" and not 0 <= allowed <= most:
        yield "scoring.missing_allowed", f"expected 0 to {most}, found {allowed}"
    if instrument.follow_up and len(instrument.follow_up.options) < 2:
        yield "follow_up.options", "expected at least two"


def _references(instrument: Instrument) -> Iterator[Problem]:
    """What an item names must stand before it: questions are asked in their order."""
    before: set[str] = set()
    scales = {scale.code for scale in instrument.scales}
    for number, item in enumerate(instrument.items, start=1):
        for key, named in [("beside", item.beside), *(("asked_if", code) for code in item.asked_if)]:
            if named and named not in before:
                yield f"items[{number}].{key}", f"expected the code of an item before it, found '{named}'"
        if item.scale not in (scales if instrument.scales else {""}):
            yield f"items[{number}].scale", f"expected one of the scales ({', '.join(sorted(scales))})"
        before.add(item.code)


def _sum_fits(instrument: Instrument) -> Iterator[Problem]:
    counted = [item for item in instrument.items if item.counts]
    if instrument.scoring.method == "total_only" or not counted:
        return
    spans = [[option.value for option in instrument.options_of(item)] for item in counted]
    ends = {"minimum": _end(instrument, min, spans), "maximum": _end(instrument, max, spans)}
    for key, expected in ends.items():
        found = getattr(instrument, key)
        if found != expected:
            yield key, f"expected {expected:g} ({len(counted)} items), found {found:g}"


def _end(instrument: Instrument, end: Callable[[Iterable[float]], float], spans: Sequence[Sequence[int]]) -> float:
    """Return the lowest (`end` is `min`) or the highest total that the answers can come to."""
    ends = [end(span) for span in spans]
    match instrument.scoring.method:
        case "sum":
            return instrument.scoring.multiplier * sum(ends)
        case "mean":
            return sum(ends) / len(ends)
        case "share":
            return 0.0 if end is min else 100.0
        case "weighted_means":
            both = [min(map(min, spans)), max(map(max, spans))]
            return sum(end(scale.weight * one for one in both) for scale in instrument.scales)
    return end(ends)


def _duplicates(instrument: Instrument) -> Iterator[Problem]:
    codes = [item.code for item in instrument.items]
    if instrument.follow_up:
        codes.append(instrument.follow_up.code)
    for code in _repeated(codes):
        yield "items", f"expected each code once, found '{code}' twice"
    for code in _repeated([item.loinc for item in instrument.items if item.loinc]):
        yield "items", f"expected each LOINC code once, found '{code}' twice"
    yield from _option_values("options", instrument.options)
    for number, item in enumerate(instrument.items, start=1):
        yield from _option_values(f"items[{number}].options", item.options)
    if instrument.follow_up:
        yield from _option_values("follow_up.options", instrument.follow_up.options)


def _option_values(key: str, options: Sequence[Option]) -> Iterator[Problem]:
    for value in _repeated([str(option.value) for option in options]):
        yield key, f"expected each value once, found {value} twice"


def _repeated(values: Sequence[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _bands(instrument: Instrument) -> Iterator[Problem]:
    if not instrument.bands:
        return
    for number, band in enumerate(instrument.bands, start=1):
        if band.highest < band.lowest:
            yield f"bands[{number}].highest", f"expected {band.lowest:g} or more, found {band.highest:g}"
    ends = (instrument.bands[0].lowest, instrument.bands[-1].highest)
    if ends != (instrument.minimum, instrument.maximum):
        yield (
            "bands",
            (
                f"expected them to run from {instrument.minimum:g} to {instrument.maximum:g}, "
                f"found {ends[0]:g} to {ends[1]:g}"
            ),
        )
    for number, (lower, upper) in enumerate(pairwise(instrument.bands), start=2):
        if not lower.highest < upper.lowest <= lower.highest + 1:
            yield f"bands[{number}].lowest", f"expected {lower.highest + 1:g}, found {upper.lowest:g}"


def _not_validated(instrument: Instrument) -> Iterator[Problem]:
    if instrument.validated:
        if not instrument.citation:
            yield "citation", "is missing: a validated instrument names the paper that validated it"
        return
    for key in ("norms", "bands"):
        if getattr(instrument, key):
            yield key, "expected none, because validated is false: there is nothing that they could rest on"


def _norm_values(instrument: Instrument) -> Iterator[Problem]:
    for number, norm in enumerate(instrument.norms, start=1):
        key = f"norms[{number}]"
        expected = _expected_value(instrument, norm)
        if expected:
            yield f"{key}.value", f"expected {expected}, found {norm.value:g}"
        if norm.kind not in KINDS.get(norm.name, ("",)):
            words = " or ".join(f'"{kind}"' for kind in KINDS.get(norm.name, ())) or "none"
            yield f"{key}.kind", f'expected {words} for a {norm.name}, found "{norm.kind}"'
        if norm.confidence is not None and not 0 < norm.confidence < 1:
            yield f"{key}.confidence", f"expected a share between 0 and 1, found {norm.confidence:g}"


def _expected_value(instrument: Instrument, norm: Norm) -> str:
    """Say what the norm's value should have been; empty where it is fine."""
    width = instrument.maximum - instrument.minimum
    if norm.name in ON_THE_SCALE and not instrument.minimum <= norm.value <= instrument.maximum:
        return f"a value from {instrument.minimum:g} to {instrument.maximum:g}"
    if norm.name in SHARES and not 0 < norm.value < 1:
        return "a share between 0 and 1"
    if norm.name in POSITIVE and not 0 < norm.value <= width:
        return f"more than 0 and at most {width:g}"
    return ""


def _norm_defaults(instrument: Instrument) -> Iterator[Problem]:
    counts = Counter(norm.name for norm in instrument.norms)
    chosen = Counter(norm.name for norm in instrument.norms if norm.default)
    for name, count in counts.items():
        if chosen[name] > 1 or (count > 1 and chosen[name] == 0):
            yield "norms", f"expected one {name} marked default = true among {count}, found {chosen[name]}"


CHECKS: tuple[Callable[[Instrument], Iterator[Problem]], ...] = (
    _range,
    _method,
    _references,
    _duplicates,
    _sum_fits,
    _not_validated,
    _bands,
    _norm_values,
    _norm_defaults,
)
