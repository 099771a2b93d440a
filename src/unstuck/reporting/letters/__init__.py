"""Letters as PDF, by typst: what people wrote goes in as data, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib import resources

import typst


@dataclass(frozen=True)
class Letter:
    """One page of plain words. `sections` have a heading and their paragraphs; `notice` is set apart."""

    title: str
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    date: str
    opening: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    notice: str
    closing: tuple[str, ...]
    language: str = "en"


def as_pdf(letter: Letter) -> bytes:
    """Return the letter as a PDF that screen readers can read (PDF/UA-1).

    >>> as_pdf(Letter("Letter", ("A",), ("B",), "today", "Hello", (("H", ("#strike[no markup]",)),), "", ("C",)))[:5]
    b'%PDF-'
    """
    source = resources.files(__package__).joinpath("letter.typ").read_bytes()
    inputs = {"letter": json.dumps(asdict(letter))}
    made: bytes = typst.compile(source, sys_inputs=inputs, pdf_standards=["ua-1"])
    return made
