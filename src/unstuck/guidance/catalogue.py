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
from unstuck.language import all_said_later

FILE = "approaches.toml"
GRADES = ("strong", "moderate", "limited", "good practice")
"""Strength of evidence, the strongest first."""
ALWAYS = "always"
CONDITIONS = (ALWAYS, "crisis", "psychosis", "violence_at_home", "low_readiness", "withdrawal", "bipolar")
"""When a caution holds; `always`: it is worth knowing, whatever the case."""
FACTS = ("low_readiness", "strain", "stay_well", "no_interpreter", "culture", "losing_touch", "own_life", "violence")
"""What on record brings an issue up, beside life areas and what a person confirmed."""
SEEN_ALONE = "seen_alone"
"""What couple and family work wait for: each was seen alone and asked about violence and control (C.1)."""


@dataclass(frozen=True)
class Suits:
    """An issue that an approach addresses, how strong the evidence for that is, and the key of its source."""

    issue: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Caution:
    """What to mind, and when; `source`: what it rests on, where there is something to name."""

    when: str
    says: str
    source: str = ""


@dataclass(frozen=True)
class KnownApproach:
    """One way of working. `says` and `asks` are for the client; `also` are beginnings of other names for it.

    `waits_for`: what has to be asked before it is offered at all.
    """

    code: str
    name: str
    says: str
    asks: str
    frame: str
    includes_trauma_work: bool
    also: tuple[str, ...]
    suits: tuple[Suits, ...]
    cautions: tuple[Caution, ...]
    waits_for: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of what it rests on, each once."""
        named = [*(one.source for one in self.suits), *(one.source for one in self.cautions if one.source)]
        return tuple(dict.fromkeys(named))

    def evidence(self, issues: frozenset[str] = frozenset()) -> Suits:
        """Return the strongest evidence, for these issues where it suits any of them."""
        about = [one for one in self.suits if one.issue in issues] or list(self.suits)
        return min(about, key=lambda one: GRADES.index(one.evidence))


@dataclass(frozen=True)
class Issue:
    """What a case may be about. `areas` and `from_facts`: what on record brings it up without anybody's confirming."""

    name: str
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
        catalogue = _built({name: part if name == "sources" else all_said_later(part) for name, part in raw.items()})
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
            code: Issue(row["name"], tuple(row["areas"]), row.get("from_facts", ""))
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
        waits_for=row.get("waits_for", ""),
        **plain,
    )


def _problems(catalogue: Catalogue) -> Iterator[str]:
    for code, entry in catalogue.approaches.items():
        for problem in _faults_of(entry, catalogue):
            yield f"approaches.{code}: {problem}"
    suited = {fit.issue for entry in catalogue.approaches.values() for fit in entry.suits}
    yield from (f"issues.{code}: expected an approach that suits it" for code in catalogue.issues if code not in suited)
    used = {key for entry in catalogue.approaches.values() for key in entry.sources}
    yield from (f"sources.{key}: expected an approach that rests on it" for key in catalogue.sources if key not in used)
    areas = {area for entry in catalogue.issues.values() for area in entry.areas} - set(words().areas)
    yield from (f"issues: expected a life area, found {area!r}" for area in sorted(areas))
    facts = {entry.from_facts for entry in catalogue.issues.values()} - {"", *FACTS}
    yield from (f"issues: expected a fact of the list, found {fact!r}" for fact in sorted(facts))
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
    yield from (
        f"expected a source of the list, found {key!r}" for key in approach.sources if key not in catalogue.sources
    )
    if approach.waits_for not in ("", SEEN_ALONE):
        yield f"expected {SEEN_ALONE!r} to wait for, found {approach.waits_for!r}"
    yield from (
        f"expected a condition, found {caution.when!r}"
        for caution in approach.cautions
        if caution.when not in CONDITIONS
    )
