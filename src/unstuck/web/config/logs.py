"""Logs name places in the code and routes, never what a person typed, nor an address with a person in it."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path


class WithoutPersonalData(logging.Filter):
    """Replace messages and tracebacks of Django's, which may quote values, by kinds and places."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with nothing in it that a person typed."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        route = match.view_name if match else "no route"
        status = getattr(record, "status_code", "")
        if record.exc_info and record.exc_info[1] is not None:
            fault = record.exc_info[1]
            frames = traceback.extract_tb(fault.__traceback__)
            places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
            record.msg, record.args = "%s at %s (%s)", (type(fault).__name__, places, route)
            record.exc_info = record.exc_text = None
        elif request is not None:
            record.msg, record.args = "%s %s", (status, route)
        return True
