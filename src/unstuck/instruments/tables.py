"""Read a TOML table strictly: every key typed, every error naming the file and the key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from unstuck.errors import BadInput


class Table:
    """One TOML table; keys are taken one by one, and `close` refuses whatever was not taken.

    >>> table = Table({"value": 3, "colour": "red"}, file="own.toml", place="norms[1]")
    >>> table.number("value")
    3.0
    >>> table.close()
    Traceback (most recent call last):
        ...
    unstuck.errors.BadInput: own.toml: unknown key 'norms[1].colour'; expected one of: value
    """

    def __init__(self, data: Mapping[str, Any], *, file: str, place: str = "") -> None:
        """`place` is the table's own key, as an error should name it."""
        self._data, self._file, self._place = data, file, place
        self._taken: list[str] = []

    def key(self, name: str) -> str:
        """Return a key's full name, such as `norms[2].value`."""
        return f"{self._place}.{name}" if self._place else name

    def refuse(self, name: str, problem: str) -> NoReturn:
        """Raise `BadInput` about one key of this table."""
        raise BadInput(f"key '{self.key(name)}': {problem}", file=self._file)

    def has(self, name: str) -> bool:
        """Say whether the key is there."""
        return name in self._data

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there and not be empty."""
        value = self._take(name, default)
        if not isinstance(value, str):
            self.refuse(name, f"expected text in quotes, found {value!r}")
        if default is None and not value.strip():
            self.refuse(name, "expected text, found nothing between the quotes")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is missing."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.refuse(name, f"expected a list of texts in quotes, found {value!r}")
        return tuple(value)

    def number(self, name: str) -> float:
        """Return a finite number."""
        value = self._take(name, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            self.refuse(name, f"expected a number, found {value!r}")
        return float(value)

    def number_or_none(self, name: str) -> float | None:
        """Return a finite number, or None where the key is missing."""
        if self.has(name):
            return self.number(name)
        self._taken.append(name)
        return None

    def whole(self, name: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(name, f"expected a whole number, found {value!r}")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            self.refuse(name, f"expected true or false, found {value!r}")
        return value

    def day(self, name: str) -> str:
        """Return a date as `YYYY-MM-DD`."""
        value = self._take(name, None)
        if type(value) is not date:
            self.refuse(name, f"expected a date such as 2026-11-22, without quotes, found {value!r}")
        return value.isoformat()

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value = self._take(name, default)
        if value not in allowed:
            words = ", ".join(f'"{word}"' for word in allowed if word)
            self.refuse(name, f"expected one of {words}, found {value!r}")
        return str(value)

    def table(self, name: str) -> Table:
        """Return a table inside this one."""
        value = self._take(name, None)
        if not isinstance(value, dict):
            self.refuse(name, f"expected a table, found {value!r}")
        return Table(value, file=self._file, place=self.key(name))

    def table_or_none(self, name: str) -> Table | None:
        """Return a table inside this one, or None where the key is missing."""
        if self.has(name):
            return self.table(name)
        self._taken.append(name)
        return None

    def tables(self, name: str) -> list[Table]:
        """Return a list of tables (`[[name]]`), numbered from 1; empty where the key is missing."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(name, f"expected a list of tables, each headed [[{self.key(name)}]]")
        return [
            Table(one, file=self._file, place=f"{self.key(name)}[{number}]")
            for number, one in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be silently ignored."""
        for name in self._data:
            if name not in self._taken:
                known = ", ".join(self._taken)
                raise BadInput(f"unknown key '{self.key(name)}'; expected one of: {known}", file=self._file)

    def _take(self, name: str, default: Any) -> Any:
        self._taken.append(name)
        if name not in self._data and default is None:
            raise BadInput(f"key '{self.key(name)}' is missing", file=self._file)
        return self._data.get(name, default)
