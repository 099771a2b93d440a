"""What the brief's redaction finds, and what it misses, in 300 sentences."""

from __future__ import annotations

from collections.abc import Iterator

from tests.spec.redaction_table import KINDS, Redacted, counted, of

PATH = "reference/redaction.md"

_OPENING = """# What is taken out of a brief, and what is missed

Before colleagues read a question and its brief, Unstuck takes out of every text that somebody typed what is known to
point to the client, and what looks as if it did. **It is never complete**: a nickname that nobody could guess, or a
story that only one person could have, stays. So the worker reads the brief before it goes out, and what still looks
like a name, a place or a number is marked there.

- **Known**: the client's name and reference, and the names that the worker adds. They are found whatever their case,
  accents and spacing, joined and spelled out, as initials, in short and fond forms, and one letter off. A word that is
  an ordinary English one is no misspelt name.
- **By its form**: dates, ages, telephones, addresses, postcodes, plates, numbers of courts, cards and cases, in words
  too; named houses, schools, employers and places; whoever is named beside "her sister" or "Dr".
- **Marked, not taken out**: other words with a capital that are no ordinary words, numbers of three digits and more.

This page counts both on 300 sentences (`tests/spec/redaction.toml`), written by somebody who did not know the code. The
*seen* half was read while the patterns were written and flatters them; the *held* half was only counted. It is made by
`make docs`: it says what this version does. The version before left 73 of 118 and 84 of 127 telling words.

*Left*: telling words that are still there. *Unseen*: those of them that are not marked either. *Lost*: harmless words
that were taken out.

| sentences | left | unseen | lost |
|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    lines = [*_sets(), "", "## By kind, held", "", "| what | left | unseen |", "|---|---|---|", *_kinds()]
    return _OPENING + "\n".join(lines) + "\n"


def _sets() -> Iterator[str]:
    for part in ("seen", "held"):
        yield f"| {part}, {len(of(part))} | {' | '.join(_share(*one) for one in counted(of(part)).values())} |"


def _kinds() -> Iterator[str]:
    for kind, words in KINDS.items():
        yield f"| {words} | {_telling(of('held', kind))} |"


def _telling(rows: list[Redacted]) -> str:
    counts = counted(rows)
    return f"{_share(*counts['left'])} | {_share(*counts['unseen'])}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)"
