"""Make the fonts of letters from Google's Noto fonts, and the list of what can be set with them.

The fonts are those of Debian's fonts-noto-core and fonts-noto-cjk (SIL Open Font License 1.1), unpacked into a folder.
Needs fonttools, which nothing else here needs. The font of East Asia is cut to the characters of the national standards
(GB 2312, Big5 level 1, JIS X 0208, KS X 1001 and all syllables of Hangul), because the whole of it is 19 MB; the others
only lose what shaping a line of text does not need.

    python examples/fonts/build_shipped_fonts.py FOLDER

Without a folder only the list is made anew.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found]

from unstuck.reporting.letters import sets

OUT = Path(__file__).parents[2] / "src/unstuck/reporting/letters/fonts"
SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada",
    "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thai",
)  # fmt: skip
WESTERN = ((0x21, 0x7E), (0xA1, 0x52F), (0x1D00, 0x20CF), (0x2100, 0x25FF), (0xFB00, 0xFB06))
"""What the font that typst brings along may have."""
SIMPLIFIED = 2
"""The place of the Chinese of the mainland in Debian's collection: the form of a character that countries share."""


def of_standard(encoding: str, first: range, second: range) -> Iterator[int]:
    """Yield the characters of a two-byte standard."""
    for high in first:
        for low in second:
            try:
                text = bytes((high, low)).decode(encoding)
            except UnicodeDecodeError:
                continue
            yield from map(ord, text)


def east_asian() -> set[int]:
    """Return the characters that the font of East Asia keeps."""
    wanted = set(of_standard("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
    wanted |= set(of_standard("big5", range(0xA1, 0xC7), range(0x40, 0xFF)))
    wanted |= set(of_standard("euc_jp", range(0xA1, 0xF5), range(0xA1, 0xFF)))
    wanted |= set(of_standard("euc_kr", range(0xA1, 0xFE), range(0xA1, 0xFF)))
    return {one for one in wanted | set(range(0xAC00, 0xD7A4)) | set(range(0x3041, 0x3100)) if one >= 0x2E80}


def cut(font: TTFont, wanted: Iterable[int], to: Path) -> None:
    """Write a font with these characters and all that shaping them needs."""
    options = Options()
    options.layout_features = ["*"]
    options.hinting, options.desubroutinize, options.name_IDs = False, True, [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = Subsetter(options)
    cutter.populate(unicodes=list(wanted))
    cutter.subset(font)
    font.save(to)


def build(folder: Path) -> None:
    """Write all fonts."""
    OUT.mkdir(exist_ok=True)
    for script in SCRIPTS:
        font = TTFont(next(folder.rglob(f"NotoSans{script}-Regular.ttf")))
        cut(font, font.getBestCmap(), OUT / f"NotoSans{script}.ttf")
    collection = TTCollection(next(folder.rglob("NotoSansCJK-Regular.ttc")))
    cut(collection.fonts[SIMPLIFIED], east_asian(), OUT / "NotoSansEastAsia.otf")


def settable() -> list[int]:
    """Return what a letter can be set with: asked of the program that sets it, in halves where a group fails."""
    covered = {one for file in OUT.iterdir() if file.suffix in (".ttf", ".otf") for one in TTFont(file).getBestCmap()}
    western = {point for first, last in WESTERN for point in range(first, last + 1)}
    shaped = [one for one in sorted(covered | western) if unicodedata.category(chr(one))[0] not in "CZ"]
    return sorted([0x20, 0xA0, 0x2009, 0x202F, *set_of(shaped)])


def set_of(points: Sequence[int]) -> list[int]:
    """Return those of the characters that can be set."""
    if not points or sets(" ".join(map(chr, points))):
        return list(points)
    half = len(points) // 2
    return set_of(points[:half]) + set_of(points[half:]) if half else []


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers as ranges, first and last."""
    made: list[list[int]] = []
    for one in numbers:
        if made and made[-1][1] == one - 1:
            made[-1][1] = one
        else:
            made.append([one, one])
    return made


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]))
    (OUT / "settable.json").write_text(json.dumps(ranges(settable()), separators=(",", ":")) + "\n", encoding="utf-8")
