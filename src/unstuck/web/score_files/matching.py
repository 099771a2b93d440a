"""Whose a reference in a file is: a client that is known, one to be added, or one that a person must decide on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from unstuck.population.engines.likeness import loosened, plain
from unstuck.web.components.references import reference_key

SHORTEST_FOR_A_TYPO = 4
"""Shorter references differ by one character too often to mean the same person."""

MOST_CANDIDATES = 5

MatchKind = Literal["known", "new", "unclear"]
UnclearBecause = Literal["", "spelling", "typo", "in_use", "twice"]
"""Of an unclear one: written differently; one character off; somebody else's or ended; like another in the file."""


@dataclass(frozen=True)
class OwnClient:
    """One of the person's own open clients: the episode's id, the reference, and what they are called."""

    episode: str
    reference: str
    called: str


@dataclass(frozen=True)
class ReferenceVerdict:
    """Whose a reference is. `candidates` are own clients that it may mean; `like` is the place in the file of an
    earlier reference that it may repeat; `may_add` is true where a new client could be added under it."""

    kind: MatchKind
    why: UnclearBecause = ""
    candidates: tuple[OwnClient, ...] = ()
    like: int | None = None
    may_add: bool = False


def match(references: Sequence[str], own: Sequence[OwnClient], in_use: Collection[str]) -> list[ReferenceVerdict]:
    """Return whose each reference is. `in_use`: keys at the agency of clients who are not one's own open ones."""
    return list(_ReferenceMatching(references, own, frozenset(in_use)).verdicts())


@dataclass
class _ReferenceMatching:
    references: Sequence[str]
    own: Sequence[OwnClient]
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

    def verdicts(self) -> Iterator[ReferenceVerdict]:
        for place, reference in enumerate(self.references):
            verdict = self._verdict(reference)
            if verdict.kind != "known":
                self.earlier_keys.setdefault(reference_key(reference), place)
                self.earlier_loose.setdefault(loosened(reference), place)
            yield verdict

    def _verdict(self, reference: str) -> ReferenceVerdict:
        key, loose = reference_key(reference), loosened(reference)
        if reference in self.exact:
            return ReferenceVerdict("known", candidates=(self.exact[reference],))
        if key in self.keys:
            return ReferenceVerdict("unclear", "spelling", (self.keys[key],))
        if key in self.in_use:
            return ReferenceVerdict("unclear", "in_use")
        like = self.earlier_loose.get(loose)
        may_add = key not in self.earlier_keys
        if loose in self.loose:
            return ReferenceVerdict("unclear", "spelling", self.loose[loose][:MOST_CANDIDATES], like, may_add)
        if like is not None:
            return ReferenceVerdict("unclear", "twice", like=like, may_add=may_add)
        if close := self._close(plain(reference)):
            return ReferenceVerdict("unclear", "typo", close[:MOST_CANDIDATES], may_add=True)
        return ReferenceVerdict("new", may_add=True)

    def _close(self, reference: str) -> tuple[OwnClient, ...]:
        if len(reference) < SHORTEST_FOR_A_TYPO:
            return ()
        near = {own.episode: own for form in _with_one_less(reference) for own in self.one_off.get(form, ())}
        return tuple(own for own in near.values() if one_typo(reference, plain(own.reference)))


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


def _one_off(own: Sequence[OwnClient]) -> Mapping[str, list[OwnClient]]:
    by_form: dict[str, list[OwnClient]] = defaultdict(list)
    for client in own:
        reference = plain(client.reference)
        if len(reference) >= SHORTEST_FOR_A_TYPO:
            for form in set(_with_one_less(reference)):
                by_form[form].append(client)
    return by_form


def _by_loose_form(own: Sequence[OwnClient]) -> Mapping[str, tuple[OwnClient, ...]]:
    by_form: dict[str, tuple[OwnClient, ...]] = {}
    for client in own:
        form = loosened(client.reference)
        by_form[form] = (*by_form.get(form, ()), client)
    return by_form
