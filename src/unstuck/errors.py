"""The errors that a person can mend: they name the place and what was expected."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path


class BadInput(ValueError):
    """Input that cannot be used; the command line prints it as one line and exits with status 2.

    >>> print(BadInput("expected a number from 0 to 27, found 'ten'", file="a.csv", row=7, column="score"))
    a.csv: row 7, column 'score': expected a number from 0 to 27, found 'ten'
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """`row` counts as a spreadsheet does: the header is row 1."""
        self.problem, self.file, self.row, self.column = problem, file, row, column
        super().__init__(self._line())

    def _line(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column '{self.column}'"] if self.column is not None else []
        parts = [str(self.file)] if self.file is not None else []
        parts += [", ".join(place)] if place else []
        return " ".join(": ".join([*parts, self.problem]).split())


class SeveralFaults(BadInput):
    """Everything that is wrong with one input, each fault with its own place and way out.

    >>> print(SeveralFaults([BadInput("$.a: expected a number"), BadInput("$.b: expected a text")], file="case.json"))
    case.json: $.a: expected a number (and 1 more)
    """

    def __init__(self, faults: Sequence[BadInput], *, file: str | Path | None = None) -> None:
        self.faults = tuple(
            BadInput(one.problem, file=one.file or file, row=one.row, column=one.column) for one in faults
        )
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{first.problem}{more}", file=first.file, row=first.row, column=first.column)


class DatabaseTrouble(BadInput):
    """The database cannot be used as it is, for a cause that has a name in TROUBLES."""

    def __init__(self, trouble: str, problem: str, *, file: str | Path | None = None) -> None:
        self.trouble = trouble
        super().__init__(problem, file=file)


TROUBLES = {
    "full": "the disk is full: what was being saved is not stored, everything before it is. Make room",
    "read_only": "the folder or the file of the database is read-only: nothing can be saved until that is mended",
    "damaged": "part of the database is damaged: put the last good backup back with `unstuck restore`",
    "locked": "the database was held by another write for too long: nothing was saved, try again",
    "gone": "the database is gone or empty: put the last good backup back with `unstuck restore`",
    "unreachable": "the database does not answer: nothing was saved",
    "sealed": "a sealed field does not open: put its key back into keys/, or the last good backup back",
    "disk": "the disk cannot be read or written: look at the machine, then at the last good backup",
}
"""What can befall a database, each with what to do, for whoever runs the site. Codes are kept in the record."""

_BY_SQLITE = {
    5: "locked", 6: "locked", 8: "read_only", 10: "disk", 11: "damaged", 13: "full", 14: "read_only", 26: "damaged",
}  # fmt: skip
"""Primary result codes: sqlite.org/rescode.html."""
_BY_SQLSTATE = {
    "53100": "full", "25006": "read_only", "55P03": "locked", "57014": "locked", "XX001": "damaged", "XX002": "damaged",
    "57P01": "unreachable", "57P02": "unreachable", "57P03": "unreachable", "53300": "unreachable", "58030": "disk",
}  # fmt: skip
"""PostgreSQL's error codes: postgresql.org/docs, appendix A."""
_BY_ERRNO = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read_only", errno.EIO: "disk"}


def trouble_of(fault: BaseException | None) -> str:
    """Return which of TROUBLES lies behind a fault, empty where none does.

    >>> trouble_of(OSError(errno.ENOSPC, "No space left on device"))
    'full'
    """
    return next(filter(None, map(_trouble, _causes(fault))), "")


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _trouble(fault: BaseException) -> str:
    if isinstance(fault, DatabaseTrouble):
        return fault.trouble
    if (code := getattr(fault, "sqlite_errorcode", None)) is not None:
        return _BY_SQLITE.get(int(code) & 0xFF, "")
    if isinstance(fault, OSError):
        return _BY_ERRNO.get(fault.errno or 0, "")
    return _of_postgresql(fault)


def _of_postgresql(fault: BaseException) -> str:
    module, name = type(fault).__module__.partition(".")[0], type(fault).__name__
    state = getattr(fault, "sqlstate", None)
    if module == "psycopg" and state is not None:
        return _BY_SQLSTATE.get(state, "unreachable" if state.startswith("08") else "")
    lost = (module, name) in (("psycopg", "OperationalError"), ("psycopg_pool", "PoolTimeout"))
    return "unreachable" if lost else ""
