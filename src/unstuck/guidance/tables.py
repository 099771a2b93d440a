"""The reviewed tables of `knowledge/`: steps, cautions, rules, sources, reasons, words, thresholds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from unstuck.language import all_said_later


@dataclass(frozen=True)
class Source:
    """A publication or standard; `checked` says what was read: text, abstract, summary or not checked."""

    citation: str
    kind: str
    checked: str
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule in our own words, what it rests on, and the keys of its sources."""

    title: str
    says: str
    evidence: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Words:
    """Words for the codes of a case, and the lists that rules look things up in."""

    risks: Mapping[str, str] = field(default_factory=dict)
    concerns: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    adherence_barriers: Mapping[str, str] = field(default_factory=dict)
    ends_because: Mapping[str, str] = field(default_factory=dict)
    agreed: Mapping[str, str] = field(default_factory=dict)
    adherence: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Threshold:
    """One number in [brackets] of the practice page: the rule it belongs to and what it decides."""

    value: float
    rule: str
    says: str


@dataclass(frozen=True)
class Prompt:
    """One blind spot: its sentence, its rule, the theme it is asked in, and how long an answer is fresh."""

    says: str
    rule: str
    theme: str
    evidence: str
    sources: tuple[str, ...]
    after_weeks: float = 0.0


@dataclass(frozen=True)
class GuessRow:
    """One guess of the second look: its sentence, the question that would tell, its rule and what it rests on."""

    says: str
    question: str
    rule: str
    evidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class AsqFollowUp:
    """What the ASQ asks of somebody who answered one of its questions with yes: its own words, and whose they are."""

    says: str
    asks: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Assessing:
    """Prompts for assessing a concern (S.4): always, by its kind, and what follows the ASQ where it was asked."""

    rule: str
    evidence: str
    always: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    asq: AsqFollowUp


@dataclass(frozen=True)
class Repair:
    """What helps when working together falls: always, and `because` of a reason of the pathway; what it rests on."""

    rule: str
    evidence: str
    sources: tuple[str, ...]
    prompts: tuple[str, ...]
    because: Mapping[str, tuple[str, ...]]


@cache
def _table(name: str) -> dict[str, Any]:
    path = resources.files("unstuck.guidance") / "knowledge" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return table if name in AS_WRITTEN else dict(all_said_later(table))


AS_WRITTEN = ("sources", "phrases", "issue_phrases", "thresholds")
"""Tables that quote others, are looked for in what clients wrote, or stand in reference pages alone."""


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by their key."""
    return {key: Source(**row) for key, row in _table("sources").items()}


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by their id, in the order of the practice page."""
    return {key: Rule(**{**row, "sources": tuple(row["sources"])}) for key, row in _table("rules").items()}


def step_titles() -> Mapping[str, str]:
    """Return the steps: code -> verb phrase."""
    titles: Mapping[str, str] = _table("steps")["steps"]
    return titles


def caution_titles() -> Mapping[str, str]:
    """Return the cautions: code -> title."""
    titles: Mapping[str, str] = _table("steps")["cautions"]
    return titles


@dataclass(frozen=True)
class FactPattern:
    """Which recorded facts count: those of a theme that answer one of the questions, or entries of a kind.

    `yes`: only an answer of yes, or of more than none. `entry`: `first`, `reply` or `any`, as `knowledge/steps.toml`
    says.
    """

    theme: str
    questions: tuple[str, ...] = ()
    yes: bool = False
    entry: str = ""


@cache
def done_by() -> Mapping[str, FactPattern]:
    """Return by which facts each step shows as done; a step without a row is never shown as done."""
    return _patterns("done_by")


@cache
def asked_in() -> Mapping[str, FactPattern]:
    """Return where the fact behind each sign of strain is asked, by the code of the reason."""
    return _patterns("asked_in")


def _patterns(part: str) -> dict[str, FactPattern]:
    rows = _table("steps")[part].items()
    return {code: FactPattern(**{**row, "questions": tuple(row.get("questions", ()))}) for code, row in rows}


def sentences() -> Mapping[str, str]:
    """Return the reason sentences: code -> text with the facts used in braces."""
    return _table("reasons")


@cache
def words() -> Words:
    """Return the words for codes."""
    return Words(**_table("words"))


def phrases() -> Mapping[str, list[str]]:
    """Return the phrases that are looked for in the client's own words, list by list."""
    return _table("phrases")


def issue_phrases() -> Mapping[str, Any]:
    """Return the phrases that suggest what a case is about, with their settings and lists of words."""
    return _table("issue_phrases")


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Return the thresholds by their name."""
    return {name: Threshold(**row) for name, row in _table("thresholds").items()}


@cache
def prompts() -> Mapping[str, Prompt]:
    """Return the blind spots by their code, the most telling first."""
    return {key: Prompt(**{**row, "sources": tuple(row["sources"])}) for key, row in _table("blind_spots").items()}


@cache
def guesses() -> Mapping[str, GuessRow]:
    """Return the guesses of the second look by their code, the most telling first."""
    rows = {code: row for code, row in _table("guesses").items() if code != "facts"}
    return {code: GuessRow(**{**row, "sources": tuple(row["sources"])}) for code, row in rows.items()}


def guess_facts() -> Mapping[str, str]:
    """Return the sentences for facts that only the second look says."""
    sentences: Mapping[str, str] = _table("guesses")["facts"]
    return sentences


@cache
def assessing() -> Assessing:
    """Return what to ask when somebody assesses a concern (S.4)."""
    row = _table("assessing")
    kinds = {kind: tuple(asks) for kind, asks in row["kinds"].items()}
    asq = row["asq"]
    return Assessing(
        row["rule"],
        row["evidence"],
        tuple(row["always"]["asks"]),
        kinds,
        AsqFollowUp(asq["says"], tuple(asq["asks"]), asq["source"]),
    )


@cache
def repair() -> Repair:
    """Return the prompts for when working together falls (A.4)."""
    row = _table("repair")
    because = {code: tuple(texts) for code, texts in row["because"].items()}
    return Repair(row["rule"], row["evidence"], tuple(row["sources"]), tuple(row["prompts"]), because)
