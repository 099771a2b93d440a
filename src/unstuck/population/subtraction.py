"""Between which bounds numbers lie, as follows from sums by subtraction, until nothing more follows.

The shuttle algorithm (Buzzigoli and Giusti 1999, see `disclosure`), with a list of the sums that are still to be looked
at: those with a number whose bounds have changed since. Bounds only come closer, and a sum never brings them closer
twice by itself, so the order makes no difference to where they come to rest.

What follows is kept with when it did, so that less can be known of a number later without beginning anew: what rests on
it is taken back, and nothing else (justifications, as for constraints that are retracted: Bessiere, Arc-consistency in
dynamic constraint satisfaction problems, AAAI 1991).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Bounds = tuple[float, float]
LOW, HIGH = 0, 1
"""The ends of a number's bounds; the number at place 3 has its ends at 6 and 7."""


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A total that is known to be the sum of its parts."""

    total: Key
    parts: tuple[Key, ...]


class Subtraction(Generic[Key]):
    """What follows for each number; it is kept up to date while less and less is known of some."""

    def __init__(self, known: Mapping[Key, Bounds], sums: Sequence[Sum[Key]]) -> None:
        """Take in what is known of each number by itself. ValueError for what cannot be true together."""
        self._keys = list(known)
        self._place = {key: place for place, key in enumerate(known)}
        self._known = [end for between in known.values() for end in between]
        self._ends = list(self._known)
        self._given = sums
        self._sums = [(self._place[one.total], [self._place[part] for part in one.parts]) for one in sums]
        self._of: list[list[int]] = [[] for _key in known]
        for number, (total, parts) in enumerate(self._sums):
            for place in {total, *parts}:
                self._of[place].append(number)
        self._clock = 0
        self._since: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
        """Of each end: since when it was where, and which sum told so, in order of time, and so ever closer."""
        self._told: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """Of each sum: when it told which end."""
        self._settle(range(len(sums)))

    def __getitem__(self, key: Key) -> Bounds:
        """Return between which values a number lies."""
        return self._between(self._place[key])

    def sums_of(self, key: Key) -> list[Sum[Key]]:
        """Return the sums that a number is the total or a part of."""
        return [self._given[number] for number in self._of[self._place[key]]]

    def rests_on(self, key: Key) -> list[Key]:
        """Return the numbers without which it would not be known between which values this one lies."""
        place = self._place[key]
        ahead = [(2 * place, self._clock + 1), (2 * place + 1, self._clock + 1)]
        seen, found = set(ahead), dict[Key, None]()
        while ahead:
            end, at = ahead.pop()
            told = [one for one in self._since.get(end, ()) if one[0] < at]
            if not told:
                found[self._keys[end // 2]] = None
                continue
            when, _value, number = told[-1]
            inputs = {(other, when) for other in self._inputs(number, end)} - seen
            seen |= inputs
            ahead += sorted(inputs)
        return list(found)

    def _inputs(self, number: int, end: int) -> Iterator[int]:
        """Yield the ends from which a sum tells another: of a part, that of the total and the others' other ends."""
        total, parts = self._sums[number]
        place, side = divmod(end, 2)
        if place != total:
            yield 2 * total + side
        for part in parts:
            if part != place:
                yield 2 * part + (side if place == total else 1 - side)

    def forget(self, known: Mapping[Key, Bounds]) -> None:
        """Take in that less is known of some numbers than before, and take back what rests on it."""
        wrong: list[tuple[int, int]] = []
        changed: set[int] = set()
        for key, between in known.items():
            place = self._place[key]
            changed.add(place)
            for side in (LOW, HIGH):
                end = 2 * place + side
                self._known[end] = between[side]
                wrong += self._resting_on(end, 0)
        while wrong:
            at, end = wrong.pop()
            if any(since == at for since, *_told in self._since[end]):
                changed.add(end // 2)
                wrong += self._resting_on(end, at)
                self._since[end] = [one for one in self._since[end] if one[0] != at]
        for place in changed:
            for end in (2 * place, 2 * place + 1):
                since = self._since.get(end)
                self._ends[end] = since[-1][1] if since else self._known[end]
        self._settle(dict.fromkeys(number for place in sorted(changed) for number in self._of[place]))

    def _resting_on(self, end: int, at: int) -> Iterator[tuple[int, int]]:
        """Yield what was told while an end was where it is since a time: when, and of which end."""
        place, side = divmod(end, 2)
        until = min((since for since, *_told in self._since.get(end, ()) if since > at), default=self._clock)
        for number in self._of[place]:
            total = self._sums[number][0]
            for when, other in self._told.get(number, ()):
                if at < when <= until and other // 2 != place:
                    # The low end of a part rests on that of the total, and on the high ends of the other parts.
                    alike = total in (place, other // 2)
                    if (other % 2 == side) == alike:
                        yield when, other

    def _settle(self, numbers: Iterable[int]) -> None:
        ahead = deque(numbers)
        waiting = set(ahead)
        while ahead:
            number = ahead.popleft()
            waiting.discard(number)
            for place in dict.fromkeys(end // 2 for end in self._narrowed(number)):
                low, high = self._between(place)
                if low > high:
                    raise ValueError("expected numbers that can be true together")
                more = [other for other in self._of[place] if other != number and other not in waiting]
                waiting.update(more)
                ahead += more

    def _between(self, place: int) -> Bounds:
        return self._ends[2 * place], self._ends[2 * place + 1]

    def _narrowed(self, number: int) -> list[int]:
        """Bring the ends of one sum's numbers as close as the others of them tell; return which have changed."""
        total, parts = self._sums[number]
        lows, highs = [self._ends[2 * part] for part in parts], [self._ends[2 * part + 1] for part in parts]
        low, high = sum(lows), sum(highs)
        self._clock += 2
        changed = self._bring(number, total, (low, high), self._clock - 1)
        least, most = self._between(total)
        # Nothing follows for a part whose bounds lie no further apart than there is room in the whole sum.
        room = min(high - least, most - low)
        # What all others can be at most: for the only part that has no upper end yet, that is known.
        endless = highs.count(inf)
        limited = sum(end for end in highs if end != inf) if endless else high
        for part, part_low, part_high in zip(parts, lows, highs, strict=True):
            if part_high - part_low > room or part_high == inf:
                others = high - part_high if not endless else limited if endless == (part_high == inf) else inf
                changed += self._bring(number, part, (least - others, most - (low - part_low)), self._clock)
        return changed

    def _bring(self, number: int, place: int, between: Bounds, at: int) -> list[int]:
        changed = []
        low, high = 2 * place, 2 * place + 1
        if between[LOW] > self._ends[low]:
            self._ends[low] = between[LOW]
            changed.append(low)
        if between[HIGH] < self._ends[high]:
            self._ends[high] = between[HIGH]
            changed.append(high)
        for end in changed:
            self._since[end].append((at, self._ends[end], number))
            self._told[number].append((at, end))
        return changed
