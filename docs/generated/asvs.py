"""How each requirement of OWASP ASVS 5.0 is met, with its test, or why not: from `docs/reference/asvs.toml`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PATH = "reference/asvs.md"
DATA = Path(__file__).parents[1] / "reference/asvs.toml"
ANSWERS = ("met", "partly", "not met", "yours")
CHAPTERS = {
    "1": "Encoding and sanitization",
    "2": "Validation and business logic",
    "3": "Web frontend",
    "4": "Requests and answers",
    "5": "Files",
    "6": "Authentication",
    "7": "Sessions",
    "8": "Authorization",
    "9": "Tokens that carry their content: signed cookies and sealed files",
    "10": "OAuth and OIDC, as a client of an identity provider",
    "11": "Cryptography",
    "12": "Communication",
    "13": "Configuration",
    "14": "Data protection",
    "15": "Coding and architecture",
    "16": "Logging and errors",
}
HEAD = """# OWASP ASVS 5.0: how each requirement is met

Generated from `docs/reference/asvs.toml`; after a change to it, run `make docs`. In it are all requirements of
levels 1 and 2 of the [Application Security Verification
Standard](https://owasp.org/www-project-application-security-verification-standard/) 5.0.0, and those of level 3 in
sessions, authorization, data protection and logging. The third column says in our own words what a requirement is
about; its wording is the standard's. We judged ourselves; nobody from outside has checked it.

A test checks that none is left out and that each test named here exists. **Yours** is what whoever runs the site sees
to, with what we ship. What has to be written down is in [what protects people](protection.md); who could do what, and
what is left, in [the threat model](../explanation/threat-model.md).
"""


class Requirement(NamedTuple):
    """One requirement and what we say to it."""

    number: str
    level: int
    subject: str
    answer: str
    how: str
    tests: list[str]


def requirements() -> list[Requirement]:
    """Return those that apply."""
    return [Requirement(*row) for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["requirements"]]


def not_applicable() -> list[tuple[list[str], str]]:
    """Return those that do not apply, in groups with their reason."""
    groups = tomllib.loads(DATA.read_text(encoding="utf-8"))["not_applicable"]
    return [(group["numbers"], group["why"]) for group in groups]


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_counts(), *_open(), *_chapters(), *_groups()]) + "\n"


def _counts() -> Iterator[str]:
    counted = Counter(one.answer for one in requirements())
    apart = sum(len(numbers) for numbers, _why in not_applicable())
    said = ", ".join(f"{counted[answer]} {answer}" for answer in ANSWERS)
    yield f"Of {sum(counted.values()) + apart} requirements {apart} do not apply. Of the others: {said}.\n"


def _open() -> Iterator[str]:
    yield "## What is not met, or in part\n"
    yield "| number | level | about | | why |\n|---|---|---|---|---|"
    for one in requirements():
        if one.answer in ("not met", "partly"):
            yield f"| {one.number} | {one.level} | {one.subject} | {one.answer} | {one.how} |"
    yield ""


def _chapters() -> Iterator[str]:
    for chapter, title in CHAPTERS.items():
        yield f"## {title}\n"
        yield "| number | level | about | | how | shown by |\n|---|---|---|---|---|---|"
        for one in requirements():
            if one.number.split(".")[0] == chapter:
                tests = ", ".join(f"`{test}`" for test in one.tests) or "–"
                yield f"| {one.number} | {one.level} | {one.subject} | {one.answer} | {one.how} | {tests} |"
        yield ""


def _groups() -> Iterator[str]:
    yield "## What does not apply\n"
    yield "| numbers | why |\n|---|---|"
    for numbers, why in not_applicable():
        yield f"| {', '.join(numbers)} | {why} |"
