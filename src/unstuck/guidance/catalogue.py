"""The catalogue of approaches: reviewed data, checked when it is read, with a plain sentence for every fault."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from unstuck.errors import BadInput
from unstuck.guidance.tables import Source, words

FILE = "approaches.toml"
GRADES = ("strong", "moderate", "limited", "good practice")
"""Strength of evidence, the strongest first."""
ALWAYS = "always"
CONDITIONS = (ALWAYS, "crisis", "psychosis", "violence_at_home", "low_readiness")
"""When a caution holds; `always`: it is worth knowing, whatever the case."""


@dataclass(frozen=True)
class Suits:
    """An issue that an approach addresses, how strong the evidence for that is, and the key of its source."""

    issue: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Caution:
    """What to mind, and when."""

    when: str
    says: str


@dataclass(frozen=True)
class KnownApproach:
    """One way of working. `says` and `asks` are for the client; `also` are beginnings of other names for it."""

    code: str
    name: str
    says: str
    asks: str
    frame: str
    includes_trauma_work: bool
    also: tuple[str, ...]
    suits: tuple[Suits, ...]
    cautions: tuple[Caution, ...]

    def evidence(self, issues: frozenset[str] = frozenset()) -> Suits:
        """Return the strongest evidence, for these issues where it suits any of them."""
        about = [one for one in self.suits if one.issue in issues] or list(self.suits)
        return min(about, key=lambda one: GRADES.index(one.evidence))


@dataclass(frozen=True)
class Issue:
    """What a case may be about, and how it is recognised."""

    name: str
    words: tuple[str, ...]
    areas: tuple[str, ...]
    from_facts: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All of it."""

    approaches: Mapping[str, KnownApproach]
    issues: Mapping[str, Issue]
    frames: Mapping[str, str]
    sources: Mapping[str, Source]
    reasons: Mapping[str, str]
    points: Mapping[str, int]
    no_caution: Mapping[str, str]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that ships with this version."""
    path = resources.files("unstuck.guidance") / "knowledge" / FILE
    return read(path.read_text(encoding="utf-8"))


def known_names() -> dict[str, str]:
    """Return the approaches by code, in the order of the file.

    >>> known_names()["emdr"]
    'EMDR'
    """
    return {code: one.name for code, one in catalogue().approaches.items()}


def read(text: str) -> Catalogue:
    """Return the catalogue in a text. Raises BadInput, which names the table and what was expected there."""
    try:
        raw = tomllib.loads(text)
        catalogue = _built(raw)
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"expected TOML: {wrong}", file=FILE) from wrong
    except KeyError as missing:
        raise BadInput(f"expected a value named {missing}", file=FILE) from missing
    except TypeError as wrong:
        raise BadInput(f"found a value too many or too few: {wrong}", file=FILE) from wrong
    for problem in _problems(catalogue):
        raise BadInput(problem, file=FILE)
    return catalogue


def _built(raw: Mapping[str, Any]) -> Catalogue:
    return Catalogue(
        approaches={code: _approach(code, row) for code, row in raw["approaches"].items()},
        issues={
            code: Issue(row["name"], tuple(row["words"]), tuple(row["areas"]), row.get("from_facts", ""))
            for code, row in raw["issues"].items()
        },
        frames=raw["frames"],
        sources={key: Source(**row) for key, row in raw["sources"].items()},
        reasons=raw["reasons"],
        points=raw["points"],
        no_caution=raw["no_caution"],
    )


def _approach(code: str, row: Mapping[str, Any]) -> KnownApproach:
    plain = {name: row[name] for name in ("name", "says", "asks", "frame", "includes_trauma_work")}
    return KnownApproach(
        code=code,
        also=tuple(row["also"]),
        suits=tuple(Suits(**one) for one in row["suits"]),
        cautions=tuple(Caution(**one) for one in row["cautions"]),
        **plain,
    )


def _problems(catalogue: Catalogue) -> Iterator[str]:
    for code, entry in catalogue.approaches.items():
        for problem in _faults_of(entry, catalogue):
            yield f"approaches.{code}: {problem}"
    suited = {fit.issue for entry in catalogue.approaches.values() for fit in entry.suits}
    yield from (f"issues.{code}: expected an approach that suits it" for code in catalogue.issues if code not in suited)
    used = {fit.source for entry in catalogue.approaches.values() for fit in entry.suits}
    yield from (f"sources.{key}: expected an approach that rests on it" for key in catalogue.sources if key not in used)
    areas = {area for entry in catalogue.issues.values() for area in entry.areas} - set(words().areas)
    yield from (f"issues: expected a life area, found {area!r}" for area in sorted(areas))
    if set(catalogue.points) != set(catalogue.reasons):
        yield f"points: expected the codes of reasons, found {sorted(set(catalogue.points) ^ set(catalogue.reasons))}"


def _faults_of(approach: KnownApproach, catalogue: Catalogue) -> Iterator[str]:
    yield from (f"expected {name} in words" for name in ("name", "says", "asks") if not getattr(approach, name))
    if approach.frame not in catalogue.frames:
        yield f"expected a frame of the list, found {approach.frame!r}"
    if not approach.suits or not approach.cautions:
        yield "expected at least one issue that it suits and one caution"
    for suits in approach.suits:
        if suits.issue not in catalogue.issues:
            yield f"expected an issue of the list, found {suits.issue!r}"
        if suits.evidence not in GRADES:
            yield f"expected evidence graded {', '.join(GRADES)}, found {suits.evidence!r}"
        if suits.source not in catalogue.sources:
            yield f"expected a source of the list, found {suits.source!r}"
    yield from (
        f"expected a condition, found {caution.when!r}"
        for caution in approach.cautions
        if caution.when not in CONDITIONS
    )
