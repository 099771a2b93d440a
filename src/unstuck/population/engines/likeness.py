"""Names of clients that differ only in what people get wrong: case, spaces, leading zeros."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from unstuck.population.engines.cell_texts import CYRILLIC_TWINS, LATIN_TWINS

_TWINS = str.maketrans(CYRILLIC_TWINS, LATIN_TWINS)


def plain(reference: str) -> str:
    """Return a reference without case and spaces."""
    return "".join(unicodedata.normalize("NFKC", reference).casefold().split())


def loosened(reference: str) -> str:
    """Return a reference without case, spaces, accents, leading zeros, the .0 of a spreadsheet's number, and a
    hyphen between a letter and a number; "Smith, John" as "John Smith".

    >>> loosened("r - 0071") == loosened("R-71") == loosened("R71"), loosened("71.0") == loosened("0071")
    (True, True)
    >>> loosened("Zo\u00eb K") == loosened("zoek")
    True
    >>> loosened("#1,503") == loosened("1503"), loosened("O'Neil") == loosened("O\u2019Neil")
    (True, True)
    >>> loosened("\u041a1") == loosened("K1")
    True
    >>> loosened("Smith, John") == loosened("john smith")
    True
    >>> loosened("1-2") == loosened("12")
    False
    """
    turned = re.sub(r"\s*([^\W\d][^,\d]*?)\s*,\s*([^\W\d][^,\d]*)", r"\2 \1", reference)
    signs = re.sub(r"[#'’‘`´]|(?<=\d),(?=\d{3}(?!\d))", "", turned)
    letters = unicodedata.normalize("NFKD", plain(signs).translate(_TWINS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    whole = re.sub(r"(?<=\d)\.0+$", "", bare)
    apart = re.sub(r"(?<=[^\W\d_])[-_./]+(?=\d)|(?<=\d)[-_./]+(?=[^\W\d_])", "", whole)
    return re.sub(r"(?<!\d)0+(?=\d)", "", apart)


def alike(names: Iterable[str]) -> list[list[str]]:
    """Return the groups of names that look alike, each in the order given.

    >>> alike(["ab-12", "AB 12", "ab-13"])
    [['ab-12', 'AB 12']]
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(loosened(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]
