"""Many rows in statements of a manageable size, and days as the numbers that the library counts in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

AT_ONCE = 500
"""Rows named in one statement: SQLite takes so many parameters with ease."""

EPOCH = date(1970, 1, 1)

Value = TypeVar("Value")


def in_parts(values: Sequence[Value], size: int = AT_ONCE) -> Iterator[list[Value]]:
    """Yield values in parts that one statement takes with ease.

    >>> list(in_parts([1, 2, 3], size=2))
    [[1, 2], [3]]
    """
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def day_number(on: date) -> float:
    """Return days since 1970-01-01.

    >>> day_number(date(2026, 1, 1))
    20454.0
    """
    return float((on - EPOCH).days)


def date_of(day: float) -> date:
    """Return the date of a day number, which may have a fraction.

    >>> date_of(20454.4375)
    datetime.date(2026, 1, 1)
    """
    return EPOCH + timedelta(days=day // 1)
