"""Which life areas words, terms and services stand for: data in `taxonomies/`, and what an agency loads itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unstuck.guidance import tables
from unstuck.guidance.life_areas import area_codes
from unstuck.web.directory.words import stem, stems, words_of

FOLDER = Path(__file__).with_name("taxonomies")

Codes = frozenset[str]


@dataclass(frozen=True)
class TaxonomyMap:
    """What stands for life areas: `words` (stems, one or several in a row) and `terms` (codes and names, folded).

    `spelled`: single words as they are written, to recognise mistyped ones.
    """

    words: Mapping[tuple[str, ...], Codes]
    terms: Mapping[str, Codes]
    spelled: frozenset[str]

    def of_text(self, text: str) -> set[str]:
        """Return the areas that a text names."""
        roots = stems(text)
        areas: set[str] = set()
        for at in range(len(roots)):
            for length in range(1, self.longest + 1):
                areas |= self.words.get(tuple(roots[at : at + length]), frozenset())
        return areas

    @property
    def longest(self) -> int:
        """The most words that stand together for an area."""
        return 3


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def built_in() -> TaxonomyMap:
    """Return what the built-in taxonomies say."""
    words: dict[tuple[str, ...], Codes] = {}
    terms: dict[str, Codes] = {}
    for code, entry in _read("life_areas.toml").items():
        if isinstance(entry, dict):
            for word in entry["words"]:
                key = tuple(stems(word))
                words[key] = words.get(key, frozenset()) | {code}
            called = (tables.words().areas[code], *entry["also_called"])
            terms |= dict.fromkeys((code, *map(folded, called)), frozenset({code}))
    for code, entry in _read("gravity.toml").items():
        if isinstance(entry, dict):
            terms[code] = terms[folded(entry["name"])] = frozenset(entry["areas"])
    return TaxonomyMap(words, terms, frozenset(_spelled()))


def _spelled() -> Iterator[str]:
    for entry in _read("life_areas.toml").values():
        if isinstance(entry, dict):
            yield from (word for word in entry["words"] if words_of(word) == [word])


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
    return TaxonomyMap(known.words, terms, known.spelled)


@dataclass(frozen=True)
class ServiceDescription:
    """What a service says about itself: where its life areas are looked for."""

    name: str
    alternate_name: str
    description: str
    terms: Iterable[tuple[str, str]]


def areas_of(service: ServiceDescription, taxonomy: TaxonomyMap) -> dict[str, str]:
    """Return the areas that a service is for, each with why: its terms say so, or its name, or its description.

    A description names many things in passing: it counts only where the same area is named twice in it, and only
    where neither terms nor name say anything.
    """
    areas: dict[str, str] = {}
    for code, name in service.terms:
        known = taxonomy.terms.get(code) if code else None
        known = known if known is not None else taxonomy.terms.get(folded(name))
        for area in known if known is not None else taxonomy.of_text(name):
            areas.setdefault(area, "term")
    for area in sorted(taxonomy.of_text(f"{service.name} {service.alternate_name}")):
        areas.setdefault(area, "name")
    if not areas:
        for area in sorted(_named_twice(service.description, taxonomy)):
            areas[area] = "description"
    return areas


def _named_twice(text: str, taxonomy: TaxonomyMap) -> set[str]:
    counts: dict[str, int] = {}
    for word in stems(text):
        for area in taxonomy.words.get((word,), frozenset()):
            counts[area] = counts.get(area, 0) + 1
    return {area for area, count in counts.items() if count >= 2}


def implied(words: Iterable[str], taxonomy: TaxonomyMap) -> dict[str, set[str]]:
    """Return the areas that words of a need stand for, each with these words.

    >>> sorted(implied(["landlord", "lonely"], built_in()))
    ['housing', 'social']
    """
    areas: dict[str, set[str]] = {}
    for word in words:
        for area in taxonomy.words.get((stem(word),), frozenset()):
            areas.setdefault(area, set()).add(word)
    return areas
