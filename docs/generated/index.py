"""The index of all pages by kind, from their titles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PATH = "README.md"

DOCS = Path(__file__).parents[1]

KINDS = {
    "tutorials": ("Tutorials", "To learn by doing, from start to end."),
    "how-to": ("How to", "To get one thing done."),
    "explanation": ("Explanation", "To understand how it works, and what it can and cannot say."),
    "reference": ("Reference", "To look things up. Most of it is made from the code, so that it cannot go stale."),
    "adr": ("Decisions", "What was chosen, why, and what was measured."),
}

HEAD = """# Documentation

Generated from the pages themselves; after a new page or title run `make docs`. At the top of the project: the
[README](../README.md), the [glossary](../GLOSSARY.md), [how to change the code](../DEVELOPERS.md),
[security](../SECURITY.md) and [what changed](../CHANGELOG.md).

New here? Read the [intended use](explanation/intended-use.md), then do the
[first analysis](tutorials/first-analysis.md).
"""


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *("\n".join(_kind(folder)) for folder in KINDS)])


def _kind(folder: str) -> Iterator[str]:
    title, said = KINDS[folder]
    yield f"## {title}\n\n{said}\n"
    yield from (_line(page) for page in sorted((DOCS / folder).glob("*.md")))
    yield ""


def _line(page: Path) -> str:
    title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    return f"- [{title}]({page.relative_to(DOCS)})"
