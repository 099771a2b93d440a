"""Writing an answer: to standard output, or to a file, all of it or nothing."""

from __future__ import annotations

import errno
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
    out = out.resolve()  # a link keeps pointing at its file
    with scratch_file(out) as temporary:
        yield temporary
        # mkstemp makes the file private; the answer gets the permissions any new file here would have.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(out)


@contextmanager
def scratch_file(out: Path) -> Iterator[Path]:
    """Yield a temporary path beside `out` that is gone at the end; BadInput where there is no room for it."""
    temporary = _beside(out)
    try:
        yield temporary
    except OSError as problem:
        if problem.errno not in _NO_ROOM:
            raise
        raise BadInput("expected room for the file where it is to be written", file=out.parent) from None
    finally:
        temporary.unlink(missing_ok=True)


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _beside(out: Path) -> Path:
    """Make an empty file in the folder of `out`, under a name that nobody else uses."""
    try:
        handle, name = tempfile.mkstemp(prefix=".unstuck-", suffix=out.suffix[:16], dir=out.parent)
    except OSError as problem:
        raise BadInput(f"cannot be written: {problem.strerror}", file=out) from None
    os.close(handle)
    return Path(name)


def check_writable(out: Path, *inputs: Path) -> None:
    """Raise BadInput before any work where `out` cannot be written, or would replace what is read."""
    try:
        problem = _unwritable(out)
    except (OSError, ValueError):
        problem = "the name of a file, found one that no file can have"
    if problem is not None:
        raise BadInput(f"expected --out {problem}", file=out)
    for path in inputs:
        if out.exists() and path.exists() and out.samefile(path):
            raise BadInput("expected --out to be another file than the one that is read", file=out)


def _unwritable(out: Path) -> str | None:
    if not out.parent.is_dir():
        return "in a folder that exists"
    if out.is_dir():
        return "to name a file, found a folder"
    if out.exists() and not out.is_file():
        return "to name a file, found a device or a pipe"
    if not os.access(out.resolve().parent, os.W_OK):
        return "in a folder that may be written to"
    return None


def notice(text: str) -> None:
    """Say something beside the answer, on standard error."""
    sys.stderr.write(f"unstuck: {text}\n")
