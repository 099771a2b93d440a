"""Which columns of a file hold what, as a person writes it on the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from unstuck.errors import BadInput

Unit = Literal["date", "day", "week", "month", "session"]
UNITS: tuple[Unit, ...] = get_args(Unit)
WIDE_UNITS = tuple(unit for unit in UNITS if unit != "date")
FURTHEST = 1_000_000.0
"""The largest day, week, month or session number that is believed, either side of 0."""

MOST_IN_A_RANGE = 500
_LONG = "client=…,score=…, one of date=, day=, week=, month=, session=, and baseline="
_QUOTED_OR_PLAIN = re.compile(r'((?:"(?:[^"]|"")*"|[^",])*)(,|\Z)')


@dataclass(frozen=True)
class Columns:
    """The columns of a long file, by their names in its header; None where the usual name is meant.

    `time` is the column counted in `unit`; both are given or neither. `baseline` repeats each client's score
    at time 0. With a wide file only `client` is used.
    """

    client: str | None = None
    score: str | None = None
    unit: Unit | None = None
    time: str | None = None
    baseline: str | None = None


@dataclass(frozen=True)
class WideColumn:
    """A column of a wide file, and the one time (in the file's unit) of all its scores."""

    column: str
    time: float


def parse_columns(text: str) -> Columns:
    """Read `client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL`; any part may be left out.

    A name that holds a comma stands in double quotes, `score="PHQ-9, total"`; `=` and `@` need none.

    >>> parse_columns('client=id,score="PHQ-9, total",week=w')
    Columns(client='id', score='PHQ-9, total', unit='week', time='w', baseline=None)
    """
    roles: dict[str, str] = {}
    for part in _parts(text, "--columns"):
        role, equals, name = part.partition("=")
        role, name = role.strip().lower(), _unquoted(name)
        if role not in ("client", "score", "baseline", *UNITS) or not equals or not name:
            raise BadInput(f"--columns: expected {_LONG}, found {part!r}")
        if role in roles:
            raise BadInput(f"--columns: expected {role}= once, found it twice")
        roles[role] = name
    times = [unit for unit in UNITS if unit in roles]
    if len(times) > 1:
        raise BadInput(f"--columns: expected one column for time, found {' and '.join(times)}")
    unit = times[0] if times else None
    if unit == "date" and "baseline" in roles:
        raise BadInput(
            "--columns: expected day=, week=, month= or session= beside baseline=, found date= "
            "(dates have no time 0 at which the baseline was given)"
        )
    return Columns(roles.get("client"), roles.get("score"), unit, roles.get(unit or ""), roles.get("baseline"))


def named_parts(text: str, option: str, roles: Sequence[str]) -> dict[str, str]:
    """Read `agency=SITE,team="Adults, north"` for an option whose parts are some of `roles`, each at most once.

    >>> named_parts('agency=SITE,team="Adults, north"', "--by", ("agency", "team"))
    {'agency': 'SITE', 'team': 'Adults, north'}
    """
    found: dict[str, str] = {}
    for part in _parts(text, option) if text.strip() else ():
        role, equals, name = part.partition("=")
        role, name = role.strip().lower(), _unquoted(name)
        if role not in roles or not equals or not name or role in found:
            raise BadInput(f"{option}: expected each of {'=, '.join(roles)}= at most once, found {part!r}")
        found[role] = name
    return found


def parse_wide(text: str) -> tuple[WideColumn, ...]:
    """Read `bdi.pre@0,bdi.2m@2`; the last `@` of a part stands before its time. `bdi_s{0-12}` names thirteen columns.

    >>> parse_wide("bdi.pre@0,bdi.2m@2")
    (WideColumn(column='bdi.pre', time=0.0), WideColumn(column='bdi.2m', time=2.0))
    >>> [one.column for one in parse_wide("s{0-2}")]
    ['s0', 's1', 's2']
    """
    found = tuple(_wide_column(part) for given in _parts(text, "--wide") for part in _each(given))
    for what, values in (("column", [w.column for w in found]), ("time", [f"{w.time:g}" for w in found])):
        twice = [value for at, value in enumerate(values) if value in values[:at]]
        if twice:
            raise BadInput(f"--wide: expected each {what} once, found {twice[0]!r} twice")
    return found


def parse_missing(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what stands for a missing value, from `--missing` given several times or with commas.

    >>> parse_missing(["NA,-9", "n/a"])
    ('NA', '-9', 'n/a')
    """
    tokens = [_unquoted(part) for text in texts if text.strip() for part in _parts(text, "--missing")]
    return tuple(dict.fromkeys(token for token in tokens if token))


def parse_unit(text: str) -> Unit:
    """Return the unit of the times in `--wide`."""
    if text.strip().lower() not in WIDE_UNITS:
        found = f"'{text}'" if text else "none"
        raise BadInput(f"--unit: expected day, week, month or session for the times in --wide, found {found}")
    return cast(Unit, text.strip().lower())


def _each(part: str) -> list[str]:
    """Return the columns that a part names: one, or one for each number of a range, at the time of that number."""
    match = re.fullmatch(r"(.*)\{(\d{1,4})-(\d{1,4})\}(.*)", part)
    if match is None:
        return [part]
    first, last = int(match[2]), int(match[3])
    if last < first or last - first > MOST_IN_A_RANGE:
        raise BadInput(f"--wide: expected a range such as {{0-12}}, found {part!r}")
    width = len(match[2]) if match[2].startswith("0") and len(match[2]) > 1 else 0
    return [f"{match[1]}{number:0{width}d}{match[4]}@{number}" for number in range(first, last + 1)]


def _wide_column(part: str) -> WideColumn:
    name, at, time = part.rpartition("@")
    column = _unquoted(name)
    try:
        value = float(time)
    except ValueError:
        value = math.nan
    if not at or not column or "_" in time or not abs(value) <= FURTHEST:
        raise BadInput(f"--wide: expected COLUMN@TIME with a number as time, found {part!r}")
    return WideColumn(column, value)


def _parts(text: str, option: str) -> Sequence[str]:
    """Split at commas outside double quotes."""
    parts, at = [], 0
    while True:
        match = _QUOTED_OR_PLAIN.match(text, at)
        if match is None:
            raise BadInput(f"{option}: expected every double quote to be closed, found {text!r}")
        parts.append(match[1].strip())
        at = match.end()
        if not match[2]:
            break
    if not all(parts):
        raise BadInput(f"{option}: expected a name between the commas, found {text!r}")
    return parts


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"')
    return name
