"""Files with one row a client: which columns are the scores of one occasion each, and how to name them in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unstuck.population.engines.cell_texts import in_order, means_date, proven_order
from unstuck.population.engines.column_names import key
from unstuck.population.engines.columns import Unit

_OCCASION = re.compile(
    r"(.*?)[\s_.-]*(s|session|sess|w|wk|week|m|mo|mth|month|t|time|visit|v|d|day)?[\s_.-]*(\d{1,3})$",
    re.IGNORECASE,
)
UNIT_OF: dict[str, Unit] = {
    "s": "session", "session": "session", "sess": "session", "w": "week", "wk": "week", "week": "week", "m": "month",
    "mo": "month", "mth": "month", "month": "month", "d": "day", "day": "day",
}  # fmt: skip
_BEFORE = re.compile(r"\b(pre|before|baseline|intake|start|admission|first)\b")
_AFTER = re.compile(r"\b(post|after|end|discharge|follow ?up|exit|last|final)\b")


def before_and_after(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of scores named as before and after, those before first; none where either is missing.

    >>> before_and_after(["client", "post score", "pre score", "pre date"]), before_and_after(["client", "pre"])
    (('pre score', 'post score'), ())
    """
    named = [header for header in headers if not re.search(r"\bdate|datum|\btime", key(header))]
    before = [header for header in named if _BEFORE.search(key(header))]
    after = [header for header in named if _AFTER.search(key(header)) and header not in before]
    return (*before, *after) if before and after else ()


@dataclass(frozen=True)
class Occasions:
    """Columns of a wide file that belong together: how they begin, the unit of their numbers, each with its number."""

    stem: str
    unit: Unit | None
    columns: tuple[tuple[str, int], ...]


def occasion_columns(headers: Sequence[str]) -> Occasions | None:
    """Return the longest run of columns that differ in a number alone, three or more; None where there is none.

    >>> occasion_columns(["id", "bdi_s0", "bdi_s1", "bdi_s2", "bdi_fu1"])
    Occasions(stem='bdi_s', unit='session', columns=(('bdi_s0', 0), ('bdi_s1', 1), ('bdi_s2', 2)))
    """
    groups: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for header in headers:
        if match := _OCCASION.fullmatch(header.strip()):
            stem = header.strip()[: match.start(3)]
            groups.setdefault((stem, (match[2] or "").casefold()), []).append((header, int(match[3])))
    best = max(groups.items(), key=lambda one: len(one[1]), default=None)
    if best is None or len(best[1]) < 3:
        return None
    return Occasions(best[0][0], UNIT_OF.get(best[0][1]), tuple(best[1]))


_DAY = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[T ].*)?$")


def dated_columns(headers: Sequence[str]) -> tuple[tuple[str, date], ...]:
    """Return the columns that are named by a day whose parts stand in an order beyond doubt, where there are several.

    >>> dated_columns(["id", "2026-08-03", "17.8.2026"])
    (('2026-08-03', datetime.date(2026, 8, 3)), ('17.8.2026', datetime.date(2026, 8, 17)))
    >>> dated_columns(["id", "2026-08-03"]), dated_columns(["id", "03/08/2026", "04/08/2026"])
    ((), ())
    >>> [day.isoformat() for _header, day in dated_columns(["id", "8/3/2026", "8/17/2026"])]
    ['2026-08-03', '2026-08-17']
    """
    found = tuple(_days(headers))
    return found if len({day for _header, day in found}) > 1 else ()


def _days(headers: Sequence[str]) -> Iterator[tuple[str, date]]:
    meant = {header: means_date(day[0]) for header in headers if (day := _DAY.search(header.strip()))}
    order, _contradicts = proven_order(meant.values())
    for header, meaning in meant.items():
        value = in_order(meaning, order) if meaning.form == "slashes" and order else meaning.value
        if value is not None and meaning.form in ("plain", "slashes"):
            yield header, date(1970, 1, 1) + timedelta(days=int(value))


def way_of_wide(headers: Sequence[str], client: str = "") -> str:
    """Say how the scores of a file with one row a client are named in one go; empty where its columns do not tell.

    `client`: the column of the clients, where its name tells. Whole, so that it can be taken as it stands.

    >>> way_of_wide(["id", "Week 0", "Week 2", "Week 4"], "id")
    '; for one row a client: --columns client=id --wide "Week 0@0,Week 2@2,Week 4@4" --unit week'
    >>> way_of_wide(["2026-08-03", "2026-08-17"])
    '; for one row a client: --wide "2026-08-03@0,2026-08-17@14" --unit day'
    >>> way_of_wide(["client", "pre", "post"])
    '; for one row a client: --wide "pre@0,post@1" --unit session (or day, week, month, each with its own time)'
    """
    each, unit, apart = _dated(headers) or _counted(headers) or _before_and_after(headers) or ("", "", "")
    whose = f'--columns client="{client}" ' if "," in client else f"--columns client={client} " if client else ""
    return f'; for one row a client: {whose}--wide "{each}" --unit {unit}{apart}' if each else ""


def _dated(headers: Sequence[str]) -> tuple[str, str, str] | None:
    found = dated_columns(headers)
    first = min((day for _header, day in found), default=None)
    return (_each((header, (day - first).days) for header, day in found), "day", "") if first else None


def _counted(headers: Sequence[str]) -> tuple[str, str, str] | None:
    found = occasion_columns(headers)
    if found is None:
        return None
    numbers = [number for _column, number in found.columns]
    in_a_row = len(numbers) == max(numbers) - min(numbers) + 1 and "," not in found.stem
    each = f"{found.stem}{{{min(numbers)}-{max(numbers)}}}" if in_a_row else _each(found.columns)
    others = any(re.search(r"\d", header) and header not in dict(found.columns) for header in headers)
    unit = found.unit or "week (or day, month, session)"
    return each, unit, ", other columns such as follow-ups apart" if others else ""


def _before_and_after(headers: Sequence[str]) -> tuple[str, str, str] | None:
    named = before_and_after(headers)
    each = _each((header, number) for number, header in enumerate(named))
    return (each, "session (or day, week, month, each with its own time)", "") if named else None


def _each(columns: Sequence[tuple[str, int]] | Iterator[tuple[str, int]]) -> str:
    return ",".join(f'""{header}""@{time}' if "," in header else f"{header}@{time}" for header, time in columns)
