"""Logs name places in the code and routes, never what a person typed, nor an address with a person in it."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

from unstuck.errors import TROUBLES, trouble_of

OWN = ("unstuck",)
"""Loggers whose messages are kept as they are: they are written here, of codes and counts alone."""

DEEPEST = 3
"""So many frames where a fault happened; besides, all of ours on the way there."""


class OneLine(logging.Formatter):
    """One JSON object a line: when, how grave, where from, whose request by an opaque id, and what.

    Stands behind WithoutPersonalData, which has taken out of the record whatever a person typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        actor = getattr(getattr(record, "request", None), "actor", None)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "person": str(actor.public_id) if actor else None,
            "message": record.getMessage(),
        }
        return json.dumps(line, ensure_ascii=False)


class WithoutPersonalData(logging.Filter):
    """Replace messages and tracebacks, which may quote values, by kinds and places.

    Of a message with placeholders the sentence is kept and the values are not. A message that is already put together
    may hold anything, so only its place is kept.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with nothing in it that a person typed."""
        request = getattr(record, "request", None)
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = "%s at %s (%s)", (*_fault(record.exc_info[1]), _route(request))
        elif request is not None:
            record.msg, record.args = "%s %s", (getattr(record, "status_code", ""), _route(request))
        elif not _may_stay(record):
            sentence = f" {record.msg}" if record.args else ""
            place = f"{record.name} at {record.module}:{record.lineno}"
            record.msg, record.args = "%s", (f"{record.levelname} {place}{sentence}",)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _may_stay(record: logging.LogRecord) -> bool:
    """True for our own messages and for those of gunicorn's arbiter, which never sees a request."""
    return record.name.split(".")[0] in OWN or (record.name == "gunicorn.error" and record.module == "arbiter")


def _route(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else "no route"


def _fault(fault: BaseException) -> tuple[str, str]:
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames[:-DEEPEST] if OWN[0] in Path(frame.filename).parts]
    kept = [*ours, *frames[-DEEPEST:]]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(kept))
    trouble = trouble_of(fault)
    return f"{TROUBLES[trouble]}. {type(fault).__name__}" if trouble else type(fault).__name__, places
