"""The errors that a person can mend: they name the place and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
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
