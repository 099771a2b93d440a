"""The one error that a person can mend: it names the place and what was expected."""

from __future__ import annotations

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
