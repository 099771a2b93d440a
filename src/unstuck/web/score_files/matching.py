"""Whose a reference in a file is: a client that is known, one to be added, or one that a person must decide on."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from unstuck.web.caseload.actions.clients import reference_key

SHORTEST_FOR_A_TYPO = 4
"""Shorter references differ by one character too often to mean the same person."""

MOST_CANDIDATES = 5

Kind = Literal["known", "new", "unclear"]
Why = Literal["", "spelling", "typo", "in_use", "twice"]
"""Of an unclear one: written differently; one character off; somebody else's or ended; like another in the file."""


@dataclass(frozen=True)
class Own:
    """One of the person's own open clients: the episode's id, the reference, and how they are called."""

    episode: str
    reference: str
    called: str


@dataclass(frozen=True)
class Verdict:
    """Whose a reference is. `candidates` are own clients that it may mean; `like` is the place in the file of an
    earlier reference that it may repeat; `may_add` is true where a new client could be added under it."""

    kind: Kind
    why: Why = ""
    candidates: tuple[Own, ...] = ()
    like: int | None = None
    may_add: bool = False


def loosened(reference: str) -> str:
    """Return a reference without what people get wrong: case, spaces, leading zeros.

    >>> loosened("r - 0071") == loosened("R-71")
    True
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", _plain(reference))


def _plain(reference: str) -> str:
    return "".join(unicodedata.normalize("NFKC", reference).casefold().split())


def match(references: Sequence[str], own: Sequence[Own], in_use: Collection[str]) -> list[Verdict]:
    """Return whose each reference is. `in_use`: keys at the agency of clients who are not one's own open ones."""
    return list(_Matching(references, own, frozenset(in_use)).verdicts())


@dataclass
class _Matching:
    references: Sequence[str]
    own: Sequence[Own]
    in_use: frozenset[str]
    earlier_keys: dict[str, int] = field(default_factory=dict)
    earlier_loose: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exact = {one.reference: one for one in self.own}
        self.keys = {reference_key(one.reference): one for one in self.own}
        self.loose = _by_loose_form(self.own)
        # A client who is in the file under the right reference was hardly mistyped a second time.
        named = set(self.references)
        self.one_off = _one_off([one for one in self.own if one.reference not in named])

    def verdicts(self) -> Iterator[Verdict]:
        for place, reference in enumerate(self.references):
            found = self._verdict(reference)
            if found.kind != "known":
                self.earlier_keys.setdefault(reference_key(reference), place)
                self.earlier_loose.setdefault(loosened(reference), place)
            yield found

    def _verdict(self, reference: str) -> Verdict:
        key, loose = reference_key(reference), loosened(reference)
        if reference in self.exact:
            return Verdict("known", candidates=(self.exact[reference],))
        if key in self.keys:
            return Verdict("unclear", "spelling", (self.keys[key],))
        if key in self.in_use:
            return Verdict("unclear", "in_use")
        like = self.earlier_loose.get(loose)
        may_add = key not in self.earlier_keys
        if loose in self.loose:
            return Verdict("unclear", "spelling", self.loose[loose][:MOST_CANDIDATES], like, may_add)
        if like is not None:
            return Verdict("unclear", "twice", like=like, may_add=may_add)
        if close := self._close(_plain(reference)):
            return Verdict("unclear", "typo", close[:MOST_CANDIDATES], may_add=True)
        return Verdict("new", may_add=True)

    def _close(self, plain: str) -> tuple[Own, ...]:
        if len(plain) < SHORTEST_FOR_A_TYPO:
            return ()
        found = {one.episode: one for form in _with_one_less(plain) for one in self.one_off.get(form, ())}
        return tuple(one for one in found.values() if one_typo(plain, _plain(one.reference)))


def one_typo(one: str, other: str) -> bool:
    """Tell whether one wrong, missing, added or swapped character makes the one of the other.

    >>> [one_typo("r-1001", other) for other in ("r-1007", "r-101", "r-10001", "r-1010", "r-1110", "r-1001")]
    [True, True, True, True, False, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((place for place, character in enumerate(short) if character != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


def _with_one_less(text: str) -> Iterator[str]:
    """Yield a text and each form of it with one character left out: two texts one typo apart share one of these."""
    yield text
    yield from (text[:at] + text[at + 1 :] for at in range(len(text)))


def _one_off(own: Sequence[Own]) -> Mapping[str, list[Own]]:
    found: dict[str, list[Own]] = defaultdict(list)
    for one in own:
        plain = _plain(one.reference)
        if len(plain) >= SHORTEST_FOR_A_TYPO:
            for form in set(_with_one_less(plain)):
                found[form].append(one)
    return found


def _by_loose_form(own: Sequence[Own]) -> Mapping[str, tuple[Own, ...]]:
    found: dict[str, tuple[Own, ...]] = {}
    for one in own:
        form = loosened(one.reference)
        found[form] = (*found.get(form, ()), one)
    return found
