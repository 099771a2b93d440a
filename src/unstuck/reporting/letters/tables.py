"""Tables on paper as PDF, by typst: the same fonts and the same way as letters."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from unstuck.reporting.letters import set_content


@dataclass(frozen=True)
class PaperTable:
    """One table under its heading. A row of a single cell is a heading within it.

    lines: what stands above it. even: whether the last of more than three columns is as wide as the others.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...] = ()
    even: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper of tables, with notes at its end: each a term and what it means."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[PaperTable, ...]
    notes_title: str
    notes: tuple[tuple[str, str], ...]
    language: str = "en"


def paper_as_pdf(paper: Paper) -> bytes:
    """Return the paper as a PDF that screen readers can read (PDF/UA-1). Raises CannotBeSet.

    >>> paper_as_pdf(Paper("Figures", (), (PaperTable("All", ("", "Now"), (("Clients", "20"),)),), "Notes", ()))[:5]
    b'%PDF-'
    """
    return set_content(asdict(paper), "tables.typ")
