"""What a page tells, apart from how it says it: a reworded label is no difference, a lost date, number or name is one.

A fact is a kind and a value: `number`, `date`, `typed` (a text that somebody entered, found in the database), `subject`
(whom or what a link leads to), `state` (the code of a state), `chosen` (what is ticked in a form), `course` (the points
of a drawn line), `rows` (of each table, how many) and `order` (of the subjects in a table's rows).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

Facts = Counter[tuple[str, str]]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = "|".join(("january|february|march|april|may|june|july|august|september|october|november|december", *MONTHS))
DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}}) (?P<month>{MONTH})\b(?: (?P<year>\d{{4}}))?|\b(?P<iso>\d{{4}}-\d\d-\d\d)\b", re.IGNORECASE
)
NUMBER = re.compile(r"(?<![\w.])[-−+]?\d+(?:,\d{3})*(?:\.\d+)?")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
STATE = re.compile(r"\bstate--(\w+)")
CODE = re.compile(r"[a-z0-9_:.\-/@+ ]*|[0-9A-F-]+|\d{4}-\d\d-\d\d.*")
"""What stands in the database for the program: codes, addresses, moments, seals."""

SILENT = ("script", "style", "template", "nav", "footer", "header", "time")
SHORTEST = 4


class Reader(HTMLParser):
    """Gathers the facts of one page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.facts: Facts = Counter()
        self.rows: list[int] = []
        self.order: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent.append(tag)
        if tag == "time":
            self._add("date", given.get("datetime", "")[:10])
        if self._silent:
            return
        self.text.append(" ")
        self.text += [f" {given[name]} " for name in ("aria-label", "alt") if name in given]
        self.facts.update(("state", code) for code in STATE.findall(given.get("class", "")))
        if tag == "table":
            self.rows.append(0)
        if tag == "tr" and self.rows:
            self.rows[-1] += 1
        if tag == "polyline":
            self._add("course", given.get("points", ""))
        self._link_or_field(tag, given)

    def _link_or_field(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "a":
            subjects = ID.findall(given.get("href", "").partition("?")[0])
            self.facts.update({("subject", subject): 1 for subject in subjects})
            self.order += subjects[:1] if self.rows else []
        if tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.facts.update([("chosen", given.get("value", ""))] if "checked" in given else [])
        elif tag == "input" and given.get("type") not in ("hidden", "submit"):
            self.text.append(f" {given.get('value', '')} ")
        if tag == "option" and "selected" in given:
            self._add("chosen", given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)

    def _add(self, kind: str, value: str) -> None:
        if value:
            self.facts[kind, value] += 1


def facts_of(html: str, typed: Mapping[str, list[str]]) -> Facts:
    """Return the facts of a page. `typed`: the texts of the database, by their first word."""
    reader = Reader()
    reader.feed(html)
    facts, text = reader.facts, " ".join("".join(reader.text).split())
    for match in DATE.finditer(text):
        facts["date", _day(match)] += 1
    facts.update(("number", _number(number)) for number in NUMBER.findall(DATE.sub(" ", text)))
    for first in set(re.findall(r"\S+", text)) & set(typed):
        facts.update({("typed", words): text.count(words) for words in typed[first] if words in text})
    facts.update(("rows", f"table {place} has {count}") for place, count in enumerate(reader.rows, 1))
    facts["order", " ".join(dict.fromkeys(reader.order))] += 1
    return +facts


def _day(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = MONTHS.index(match["month"][:3].lower()) + 1
    return "-".join(part for part in (match["year"], f"{month:02}", f"{int(match['day']):02}") if part)


def _number(found: str) -> str:
    return found.replace(",", "").replace("−", "-").lstrip("+")


def typed_texts(values: Iterable[object]) -> dict[str, list[str]]:
    """Return what people entered, among all values of a database, line by line, by the first word."""
    texts: dict[str, list[str]] = defaultdict(list)
    lines = {" ".join(line.split()) for value in values for text in _strings(value) for line in text.splitlines()}
    for line in sorted(lines):
        if len(line) >= SHORTEST and not CODE.fullmatch(line):
            texts[line.split()[0]].append(line)
    return texts


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _strings(part))
