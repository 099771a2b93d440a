"""The rows of a file that was read once, kept with its upload until it is saved or discarded.

They are a copy of what the file says, so they live exactly as long as the file: a constraint of the table sees to it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple

from unstuck.web.score_files.reading import FileClient, FileContents, RiskAnswer

FORMAT = 2
"""Changes with what is kept; rows of another format are passed over, and the file is read again."""


def packed(contents: FileContents) -> bytes:
    """Return what a file says, as bytes to keep.

    >>> client = FileClient("R-1", 0, (20000.25,), (14.0,), (2,), (RiskAnswer("phq9_9", 1.0, 2, 20000.25),))
    >>> unpacked(packed(FileContents((client,), ("A notice",)))) == FileContents((client,), ("A notice",))
    True
    """
    clients = [
        [one.reference, one.first, one.days, one.totals, one.rows, [astuple(risk) for risk in one.risk_answers]]
        for one in contents.clients
    ]
    text = json.dumps({"format": FORMAT, "clients": clients, "notices": contents.notices}, separators=(",", ":"))
    return zlib.compress(text.encode(), level=1)


def unpacked(kept: bytes) -> FileContents | None:
    """Return what was kept, or nothing where another version of the site kept it."""
    rows = json.loads(zlib.decompress(kept))
    if rows["format"] != FORMAT:
        return None
    clients = (
        FileClient(
            reference, first, tuple(days), tuple(totals), tuple(numbers), tuple(RiskAnswer(*risk) for risk in risks)
        )
        for reference, first, days, totals, numbers, risks in rows["clients"]
    )
    return FileContents(tuple(clients), tuple(rows["notices"]))
