"""What the engines say differently in SQL; everything else is one text for all of them (see registry_queries)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """Names in quotes, a value as text, and the number of a day since 1970-01-01."""

    name: str
    quote: Callable[[str], str]
    text_type: str
    day_number: str
    """With `{date}` for an expression of type DATE."""

    def text(self, column: str) -> str:
        """Return a column's value as text, without spaces around it."""
        return f"trim(CAST({self.quote(column)} AS {self.text_type}))"

    def literal(self, text: str) -> str:
        """Return a text as an SQL literal."""
        return "'" + (text.replace("\\", "\\\\") if self.name == "spark" else text).replace("'", self._quote_mark) + "'"

    @property
    def _quote_mark(self) -> str:
        return "\\'" if self.name == "spark" else "''"


DUCKDB = Dialect(
    "duckdb",
    lambda name: '"' + name.replace('"', '""') + '"',
    "VARCHAR",
    "CAST({date} - DATE '1970-01-01' AS DOUBLE)",
)
SPARK = Dialect(
    "spark",
    lambda name: "`" + name.replace("`", "``") + "`",
    "STRING",
    "CAST(datediff({date}, DATE '1970-01-01') AS DOUBLE)",
)
