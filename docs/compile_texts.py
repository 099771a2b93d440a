"""Compile the translated texts: `python -m docs.compile_texts` writes a `.mo` beside each `.po` of the package.

The format is GNU gettext's, which the standard library reads; `tests/unit/test_languages.py` compares the two.
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "src/unstuck/locale"
MAGIC, HEADER = 0x950412DE, 28
LINE = re.compile(r'^(msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")$')


def texts_of(source: str) -> dict[str, str]:
    """Return each text of a `.po` with its translation; the forms of a plural have a zero byte between them."""
    entries: dict[str, str] = {}
    for block in source.split("\n\n"):
        parts: dict[str, str] = {}
        place = ""
        for line in block.splitlines():
            if found := LINE.match(line):
                place = found[1] or place
                parts[place] = parts.get(place, "") + str(ast.literal_eval(found[2]))
        if "msgid" in parts:
            plural = [parts[name] for name in ("msgstr[0]", "msgstr[1]") if name in parts]
            key = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
            entries[key] = "\0".join(plural) if plural else parts["msgstr"]
    return entries


def compiled(source: str) -> bytes:
    """Return the bytes of a `.mo`: sorted, as readers expect, and the same for the same source."""
    pairs = [(key.encode(), text.encode()) for key, text in sorted(texts_of(source).items())]
    table, at = b"", HEADER + 16 * len(pairs)
    strings = b""
    for column in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[column]), at + len(strings))
            strings += pair[column] + b"\0"
    places = (MAGIC, 0, len(pairs), HEADER, HEADER + 8 * len(pairs), 0, 0)
    return struct.pack("<7I", *places) + table + strings


if __name__ == "__main__":
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        path.with_suffix(".mo").write_bytes(compiled(path.read_text(encoding="utf-8")))
