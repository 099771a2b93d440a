"""The facts of a real case as a vignette may hold them: numbers in bands, texts redacted, no worker's own side.

An exact course ("nine weeks, 23 sessions, one missed") can be recognised by whoever knows the client. In bands it is
one of many. What the rules say is asked of the banded facts, so that the story and its answer agree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from unstuck.guidance import Case
from unstuck.guidance.catalogue import known_names

WEEKS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 26, 52)
"""Where each band of weeks begins; every limit in weeks of `guidance` is one of them, so that a band crosses none."""

COUNTS = (0, 1, 2, 3, 5, 10, 20, 40)
"""Where each band of sessions, scores and tries begins."""

RATINGS = {0: 2, 4: 5, 7: 8}
"""Of ten: where the low, the middle and the high band begin, and the number that stands for it."""

CHANGE = 2
"""A rise or fall of this much is one (A.4); a smaller one counts as none."""

LEFT_OUT = frozenset({
    "probability", "look_again", "helped", "own_words", "worker", "advocacy", "referrals_ended",
    "considering", "presenting_problems",
})  # fmt: skip
"""What a vignette never holds: what CASE.json has no place for, the worker's own side, and the client's own words."""

TEXTS = frozenset({"access_barriers", "strengths", "preferred_approaches"})
OTHER_APPROACH = "other"
RENAMED = {"worked_with": "for"}
RATED = frozenset({"willingness", "alliance", "readiness_to_change", "rating"})


def band(value: float, edges: tuple[int, ...]) -> int:
    """Return where the band begins in which a number lies.

    >>> band(9.4, WEEKS), band(0.5, WEEKS), band(300, WEEKS)
    (8, 0, 52)
    """
    return edges[max(bisect_right(edges, value) - 1, 0)]


def in_bands(case: Case, safe: Callable[[str], str]) -> dict[str, Any]:
    """Return the facts as CASE.json holds them, each number by its band; `safe` takes out of a text whose it is."""
    return dict(_rows(case, safe))


def _rows(part: Any, safe: Callable[[str], str]) -> Any:
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name in LEFT_OUT or value is None:
            continue
        banded = _banded(one.name, value, safe)
        if banded is not None:
            yield RENAMED.get(one.name, one.name), banded


def _banded(name: str, value: Any, safe: Callable[[str], str]) -> Any:
    if is_dataclass(value):
        return dict(_rows(value, safe)) or None
    if isinstance(value, Mapping):
        return {key: _banded(key, one, safe) or {} for key, one in value.items()}
    if isinstance(value, tuple):
        return [_banded(name, one, safe) for one in value]
    if isinstance(value, str):
        return safe(value) if name in TEXTS else _approach(value) if name == "code" else value
    return value if isinstance(value, bool) else _number(name, value)


def _approach(code: str) -> str:
    """Return an approach of the catalogue; any other was typed, and is one among others."""
    return code if code in known_names() else OTHER_APPROACH


def _number(name: str, value: float) -> int:
    if name in RATED:
        return RATINGS[band(value, tuple(RATINGS))]
    if name.endswith("_change"):
        return 0 if abs(value) < CHANGE else CHANGE if value > 0 else -CHANGE
    return band(value, WEEKS if "weeks" in name else COUNTS)
