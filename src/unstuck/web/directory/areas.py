"""Which life areas words, terms and services stand for: data in `taxonomies/`, and what an agency loads itself."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from unstuck.guidance import tables
from unstuck.guidance.life_areas import area_codes
from unstuck.web.directory.words import stem, stems, words_of

LONGEST = 4
"""The most words that stand together for an area."""

FOLDER = Path(__file__).with_name("taxonomies")

Codes = frozenset[str]

TWICE = 2
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_PAST = re.compile(
    r"\b(was|were|began|founded|started|established|opened in|used to|since \d{4}|in \d{4})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class TaxonomyMap:
    """What stands for life areas: `words` and `terms` (codes and names, folded).

    A key of `words` is one stem or several in a row, or a single word as it is written, marked with "=". `faint`: those
    that make an area of a service only where nothing else in the text does. `spelled`: single words as they are
    written, to recognise mistyped ones.
    """

    words: Mapping[tuple[str, ...], Codes]
    terms: Mapping[str, Codes]
    spelled: frozenset[str]
    faint: Mapping[tuple[str, ...], Codes]

    def of_word(self, word: str) -> Codes:
        """Return the areas that a single word names, plainly or faintly."""
        return frozenset().union(
            *(found.get(key, frozenset()) for found in self._all for key in _keys(word, (stem(word),)))
        )

    def of_text(self, text: str) -> set[str]:
        """Return the areas that a text names, plainly or faintly."""
        return {area for codes in self.named(text, *self._all) for area in codes}

    def plainly(self, text: str) -> set[str]:
        """Return the areas that a text names, and the faint ones only where there are no others."""
        return {area for codes in self.named(text, self.words) for area in codes} or self.of_text(text)

    def named(self, text: str, *among: Mapping[tuple[str, ...], Codes]) -> Iterator[Codes]:
        """Return what each word or row of words in a text stands for; of rows that overlap the longest counts."""
        words = words_of(text)
        stemmed = tuple(map(stem, words))
        at = 0
        while at < len(words):
            length, codes = self._at(words[at], stemmed[at : at + LONGEST], among)
            yield codes
            at += length

    def _at(
        self, word: str, stemmed: tuple[str, ...], among: Iterable[Mapping[tuple[str, ...], Codes]]
    ) -> tuple[int, Codes]:
        """Return how many words the longest known row has that begins here, and what it stands for."""
        for length in range(len(stemmed), 0, -1):
            found = [known[key] for key in _keys(word, stemmed[:length]) for known in among if key in known]
            if found:
                return length, frozenset().union(*found)
        return 1, frozenset()

    @property
    def _all(self) -> tuple[Mapping[tuple[str, ...], Codes], ...]:
        return self.words, self.faint


def _keys(word: str, stemmed: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Return under what a row of words is known: its stems; one word also as it is written."""
    return (stemmed,) if len(stemmed) > 1 else (stemmed, (f"={word}",))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def built_in() -> TaxonomyMap:
    """Return what the built-in taxonomies say."""
    file = _read("life_areas.toml")
    areas = {code: entry for code, entry in file.items() if isinstance(entry, dict)}
    words = _by_key((tuple(stems(word)), code) for code, entry in areas.items() for word in entry["words"])
    exact = _by_key(((f"={word}",), code) for code, entry in areas.items() for word in entry.get("exact", ()))
    faint = _by_key((tuple(stems(word)), code) for code, entry in areas.items() for word in entry.get("faint", ()))
    nothing: dict[tuple[str, ...], Codes] = {tuple(stems(word)): frozenset() for word in file["not_named"]}
    terms: dict[str, Codes] = {}
    for code, entry in areas.items():
        called = (tables.words().areas[code], *entry["also_called"])
        terms |= dict.fromkeys((code, *map(folded, called)), frozenset({code}))
    for code, entry in _read("gravity.toml").items():
        if isinstance(entry, dict):
            terms[code] = terms[folded(entry["name"])] = frozenset(entry["areas"])
    return TaxonomyMap(nothing | words | exact, terms, frozenset(_spelled(areas.values())), faint)


def _by_key(pairs: Iterable[tuple[tuple[str, ...], str]]) -> dict[tuple[str, ...], Codes]:
    known: dict[tuple[str, ...], Codes] = {}
    for key, code in pairs:
        known[key] = known.get(key, frozenset()) | {code}
    return known


def _spelled(areas: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in areas:
        for kind in ("words", "exact", "faint"):
            yield from (word for word in entry.get(kind, ()) if words_of(word) == [word])


def folded(text: str) -> str:
    """Return a term as it is compared."""
    return " ".join(stems(text))


def with_terms(more: Iterable[tuple[str, str, Iterable[str]]]) -> TaxonomyMap:
    """Return the built-in mapping with an agency's own terms: code, name, areas."""
    known = built_in()
    terms = dict(known.terms)
    for code, name, areas in more:
        codes = frozenset(areas) & set(area_codes())
        terms |= {key: codes for key in (code, folded(name)) if key}
    return replace(known, terms=terms)


@dataclass(frozen=True)
class ServiceDescription:
    """What a service says about itself: where its life areas are looked for."""

    name: str
    alternate_name: str
    description: str
    terms: Iterable[tuple[str, str]]


def areas_of(service: ServiceDescription, taxonomy: TaxonomyMap) -> dict[str, str]:
    """Return the areas that a service is for, each with why: its terms say so, or its name, or its description.

    A description counts only where neither terms nor name say anything plainly.
    """
    areas: dict[str, str] = {}
    for code, name in service.terms:
        known = taxonomy.terms.get(code) if code else None
        known = known if known is not None else taxonomy.terms.get(folded(name))
        for area in known if known is not None else taxonomy.plainly(name):
            areas.setdefault(area, "term")
    name = f"{service.name} . {service.alternate_name}"
    for area in sorted(taxonomy.plainly(name)):
        areas.setdefault(area, "name")
    if not areas:
        areas = dict.fromkeys(sorted(_described(service.description, taxonomy)), "description")
    return areas


def _described(text: str, taxonomy: TaxonomyMap) -> set[str]:
    """Return what a description names: in its first sentence once, in all others twice. What was once is in passing."""
    today = [sentence for sentence in _SENTENCES.split(text) if not _PAST.search(sentence)]
    counts = Counter(area for sentence in today for codes in taxonomy.named(sentence, taxonomy.words) for area in codes)
    first = {area for codes in taxonomy.named(today[0], taxonomy.words) for area in codes} if today else set()
    return first | {area for area, count in counts.items() if count >= TWICE}


def implied(words: Iterable[str], taxonomy: TaxonomyMap) -> dict[str, set[str]]:
    """Return the areas that words of a need stand for, each with these words.

    >>> sorted(implied(["landlord", "lonely"], built_in()))
    ['housing', 'social']
    """
    areas: dict[str, set[str]] = {}
    for word in words:
        for area in taxonomy.of_word(word):
            areas.setdefault(area, set()).add(word)
    return areas
