"""Small files that a person names: read whole, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

from unstuck.errors import BadInput


def beginning_of(path: Path, most: int) -> bytes:
    """Return a file's first bytes, one more than `most` where it is larger. Raises BadInput where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        problem = f"expected a file that can be read, found: {error.strerror or 'an unreadable one'}"
        raise BadInput(problem, file=path) from error
