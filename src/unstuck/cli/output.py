"""Writing an answer: to standard output, or to a file whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from unstuck.errors import BadInput


@contextmanager
def text_output(out: Path | None) -> Iterator[TextIO]:
    """Yield standard output, or a file that takes the place of `out` only when everything was written."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with whole_file(out) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield a temporary path beside `out` and move it there at the end; on any error `out` stays as it was."""
    check_writable(out)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes the file private; the answer gets the permissions any new file here would have.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(out: Path, *inputs: Path) -> None:
    """Raise BadInput before any work where `out` cannot be written, or would replace what is read."""
    if not out.parent.is_dir():
        raise BadInput("expected --out in a folder that exists", file=out)
    if out.is_dir():
        raise BadInput("expected --out to name a file, found a folder", file=out)
    if not os.access(out.parent, os.W_OK):
        raise BadInput("expected --out in a folder that may be written to", file=out)
    for path in inputs:
        if out.exists() and path.exists() and out.samefile(path):
            raise BadInput("expected --out to be another file than the one that is read", file=out)


def notice(text: str) -> None:
    """Say something beside the answer, on standard error."""
    sys.stderr.write(f"unstuck: {text}\n")
