"""Find an instrument by its name, or read an agency's own definition file."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.instruments.reading import parse


def load(name: str) -> Instrument:
    """Return the instrument called `name`, or the one defined in the file `name` if it ends in `.toml`.

    Case and punctuation do not matter. Raises `BadInput` for an unknown name (listing the known ones) and for
    a file that cannot be used.

    >>> load("phq9").id
    'PHQ-9'
    """
    if name.lower().endswith(".toml"):
        return _from_file(Path(name))
    found = _shipped().get(_plain(name))
    if found is None:
        raise BadInput(
            f"expected an instrument ({', '.join(available())}) or a definition file ending in .toml, found '{name}'"
        )
    return found


def available() -> tuple[str, ...]:
    """Return the canonical ids of the shipped instruments, in alphabetical order.

    >>> available()[:3]
    ('AHC-HRSN', 'ASQ', 'AUDIT')
    """
    return tuple(sorted(instrument.id for instrument in _shipped().values()))


def followed() -> tuple[str, ...]:
    """Return those shipped instruments whose totals are followed over time, in alphabetical order.

    >>> "PHQ-9" in followed(), "ASQ" in followed()
    (True, False)
    """
    return tuple(name for name in available() if load(name).is_followed)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _shipped() -> dict[str, Instrument]:
    folder = resources.files("unstuck.instruments") / "definitions"
    found = [
        parse(entry.read_text(encoding="utf-8"), file=entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return {_plain(instrument.id): instrument for instrument in found}


def _from_file(path: Path) -> Instrument:
    try:
        # Keyed by content, so that a file edited in a long-running process is read again.
        own = _parsed(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError:
        raise BadInput("expected a definition file, found none", file=path) from None
    except UnicodeDecodeError:
        raise BadInput("expected UTF-8 text", file=path) from None
    except OSError as problem:
        raise BadInput(f"expected a file to read; {problem.strerror}", file=path) from None
    _refuse_borrowed_id(own, path)
    return own


def _refuse_borrowed_id(own: Instrument, path: Path) -> None:
    """A shipped id brings a shipped curve with it, so an own measure on another scale must not carry one."""
    shipped = _shipped().get(_plain(own.id))
    if shipped and (own.direction, own.minimum, own.maximum) != (
        shipped.direction,
        shipped.minimum,
        shipped.maximum,
    ):
        raise BadInput(
            f"key 'id': expected an id of its own, found '{own.id}', which is shipped and runs from "
            f"{shipped.minimum:g} to {shipped.maximum:g} with {shipped.direction} being better",
            file=path,
        )


@cache
def _parsed(text: str, file: str) -> Instrument:
    return parse(text, file=file)
