"""Queries that pages ask all day: Django writes their SQL once, and later only the values are put in.

Writing the SQL of a work list's queries took longer than asking them and building the page from them (the benchmark
"Everything at once"). `rows_of(build, *values)` returns the rows of the queryset that `build(*values)` makes. The first
time, `build` is called with stand-ins for the values, and where each of them came out in the SQL is kept; from then on
the real values are put there. The clock is one of them: a gate may ask what day it is. So `build` says with its values
only what is compared, and decides nothing by them; a query asked on the way, or a value that is reckoned with, would be
wrong the second time and is refused the first time.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import FunctionType
from typing import Any, NamedTuple, NoReturn, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from unstuck.web.components import dates

Row = TypeVar("Row")
LENGTHS = tuple(2**power for power in range(9))
"""Lists are filled up to one of these lengths, as each has SQL of its own; a longer one is asked as Django asks it."""

_INT, _MOMENT, _UUID = 7_777_770_000_000, datetime(8777, 7, 7, 7, 7, 7, tzinfo=UTC), 0x777777 << 104
_CLOCK = datetime(8701, 7, 7, 12, tzinfo=UTC)  # years before the first stand-in for a day, and so never one of them
_STAND_IN = re.compile(r"777777|777776|8[67]\d\d-\d\d-\d\d")
"""Where stand-ins begin, far from any row, day or public id; and how one is known in SQL, or what is left of it after
something was added or taken away."""

NOT_A_WORD = "777777"
"""A stand-in for a word that no query may compare with; those that one may compare with begin so."""


class PreparedQueryError(Exception):
    """A query cannot be asked again with other values; the message says what is in the way."""


class Parts(NamedTuple):
    """A value taken apart: what the SQL depends on, the values to put in, and how to make it whole of others."""

    shape: Hashable
    values: tuple[Any, ...]
    whole: Callable[[Iterator[Any]], Any]


TAKEN_APART: dict[type, Callable[[Any], Parts | None]] = {}
"""How a room's own type is taken apart; None for one whose queries are asked as Django asks them."""


@dataclass(frozen=True)
class _Prepared:
    """A queryset and the compiler that wrote its SQL. `places`: a parameter, which value goes there, and its type.

    `converters`: how the database's values become Python's, by column.
    """

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int, type], ...]
    converters: Any


_known: dict[Hashable, _Prepared | None] = {}


def rows_of(build: Callable[..., QuerySet[Any, Row]], *values: Any) -> list[Row]:
    """Return the rows of the queryset that `build(*values)` makes; `build` holds nothing of the function around it.

    Values: numbers of rows, texts, days, moments, UUIDs, tuples of one of these to be looked for `in`, and the types in
    TAKEN_APART; besides None and models, by which `build` may decide. Raises PreparedQueryError where it does more with
    another value than compare.
    """
    if not isinstance(build, FunctionType) or build.__closure__ or build.__defaults__:
        raise PreparedQueryError(f"expected a function that is given all its values, found {build!r}")
    parts = [part for value in values if (part := _parts(value)) is not None]
    key = (build.__code__, connections[DEFAULT_DB_ALIAS].vendor, *(part.shape for part in parts))
    if len(parts) < len(values) or (key not in _known and not _clock_can_be_stopped()):
        return list(build(*values))
    if key not in _known:
        _known[key] = _prepare(build, parts)
    prepared, given = _known[key], [one for part in parts for one in part.values]
    return [] if prepared is None else _asked(prepared, [*given, dates.now(), dates.today()])


def _clock_can_be_stopped() -> bool:
    """False where a test put a clock of its own into the place of the site's."""
    with dates.clock_at(_CLOCK):
        return dates.now() == _CLOCK and dates.today().year == _CLOCK.year


def _parts(value: Any) -> Parts | None:
    if type(value) in TAKEN_APART:
        return TAKEN_APART[type(value)](value)
    if value is None or isinstance(value, type):
        return Parts((type(value), value), (), lambda _left: value)
    if not isinstance(value, tuple):
        return Parts((type(value),), (value,), next)
    known = tuple(one for one in value if one is not None)  # as Django does: nothing is equal to NULL
    if len(known) > LENGTHS[-1]:
        return None
    length = next(one for one in LENGTHS if one >= len(known)) if known else 0
    filled = known + known[-1:] * (length - len(known))
    return Parts((length, *map(type, known[:1])), filled, lambda left: tuple(islice(left, length)))


def _prepare(build: Callable[..., QuerySet[Any, Any]], parts: Sequence[Parts]) -> _Prepared | None:
    """Write the SQL with stand-ins; None where it asks for nothing, whatever the values."""
    stand_ins = [_stand_in(one, place) for place, one in enumerate(one for part in parts for one in part.values)]
    left = iter(stand_ins)
    with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse), dates.clock_at(_CLOCK):
        stand_ins += [dates.now(), dates.today()]
        queryset = build(*(part.whole(left) for part in parts))
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
    written = [_as_written(one) for one in stand_ins]
    found = {at: written.index(one) for at, one in enumerate(parameters) if one in written}
    for text in (sql, *(str(one) for at, one in enumerate(parameters) if at not in found)):
        if _STAND_IN.search(text.replace("-", "")) or _STAND_IN.search(text):
            raise PreparedQueryError(f"expected values that are only compared, found {text} in {build!r}")
    places = tuple((at, place, type(parameters[at])) for at, place in found.items())
    converters = compiler.get_converters([column for column, *_rest in compiler.select[: compiler.col_count]])
    return _Prepared(queryset, compiler, sql, tuple(parameters), places, converters)


def _stand_in(value: Any, place: int) -> Any:
    """Return a value of the same type that no row has."""
    moment = _MOMENT + timedelta(days=place)
    known = {int: _INT + place, UUID: UUID(int=_UUID + place), datetime: moment, date: moment.date()}
    known[str] = f"{NOT_A_WORD} {place}"
    if type(value) not in known:
        raise PreparedQueryError(f"expected a number, text, a day, a moment or a UUID, found {type(value).__name__}")
    return known[type(value)]


def _as_written(value: Any) -> Any:
    """Return a value as the database's compiler writes it among the parameters."""
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _refuse(*_given: Any) -> NoReturn:
    raise PreparedQueryError("expected a query that is only written, found one that is asked")


def _asked(prepared: _Prepared, values: Sequence[Any]) -> list[Any]:
    """Ask with these values, by a copy of the queryset whose compiler has its SQL already."""
    parameters = list(prepared.parameters)
    for at, place, kind in prepared.places:
        value = _as_written(values[place])
        # PostgreSQL's driver is told how wide a number is by its type.
        parameters[at] = kind(value) if isinstance(value, int) else value
    compiler = copy.copy(prepared.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    compiler.as_sql = lambda *_args, **_options: (prepared.sql, tuple(parameters))
    compiler.get_converters = lambda _columns: prepared.converters
    again = prepared.queryset.all()
    again.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
    return list(again)
