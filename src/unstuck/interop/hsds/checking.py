"""What is looked at once everything is read: references, what 3.0 asks for, markup, dates, places."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from unstuck.interop.hsds.directory import CHANGED, ERROR, KEPT, LEFT_OUT, Directory, Problem, Row
from unstuck.interop.hsds.tables import FILLED, TABLES, expected, fits

TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)\b[^<>]*>|<!--.*?-->", re.DOTALL)
BREAKS = {"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4"}
HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
DAYS = {"valid_from", "valid_to", "dtstart", "until", "assured_date", "last_modified", "last_action_date"}
NAMED = 5
TIME = re.compile(r"([01]\d|2[0-4]):?[0-5]\d(:?[0-5]\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")


def plain_text(text: str) -> str:
    """Return a text without markup, its paragraphs and list items on lines of their own.

    >>> plain_text("Free <b>lunch</b> &amp; tea.<br>Weekdays<script>x()</script>"), plain_text("2 < 3")
    ('Free lunch & tea.\\nWeekdays', '2 < 3')
    """
    if "<" not in text and "&" not in text:
        return text
    bare = TAG.sub(lambda found: "\n" if (found[1] or "").lstrip("/").lower() in BREAKS else "", HIDDEN.sub("", text))
    lines = (" ".join(line.split()) for line in html.unescape(bare).splitlines())
    return "\n".join(line for line in lines if line)


def day_of(text: object) -> date | None:
    """Return the day that a text begins with, None where it is none.

    >>> day_of("2023-03-15T10:30:45.123Z"), day_of("January 01, 0001")
    (datetime.date(2023, 3, 15), None)
    """
    return _day(str(text)[:10])


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        return None


def check(found: Directory) -> None:
    """Note what is wrong with the rows; nothing is thrown away."""
    every = {row_id for rows in found.tables.values() for row_id in rows}
    for table in TABLES:
        for row in found.rows(table):
            _clean(found, table, row)
            _references(found, table, row, every)
            _values(found, table, row)
    _services(found)


def _services(found: Directory) -> None:
    """Note what nobody could find: a directory without services, services without a name, organizations without any."""
    named = [row for row in found.rows("service") if str(row.fields.get("name") or "").strip()]
    for row in found.rows("service"):
        if not str(row.fields.get("name") or "").strip():
            text = "has no name, so it cannot be shown: left out of the search, kept for an export"
            found.notice(LEFT_OUT, "unnamed_service", row, "service.name", text)
    if not named:
        read = ", ".join(f"{len(rows)} of {table}" for table, rows in found.tables.items() if rows) or "nothing"
        text = f"expected at least one service with a name, found {read}: nothing would be left of a directory"
        found.note(Problem(ERROR, "no_services", "", None, "", text))
    serving = {row.fields.get("organization_id") for row in found.rows("service")}
    idle = [row for row in found.rows("organization") if row.id not in serving]
    if idle and named:
        names = ", ".join(f"“{str(row.fields.get('name', row.id))[:40]}”" for row in idle[:NAMED])
        text = f"{len(idle)} without a service, so nobody can find them: {names}{' …' if len(idle) > NAMED else ''}"
        found.note(Problem(KEPT, "organization_without_service", idle[0].file, None, "organization", text))


def _clean(found: Directory, table: str, row: Row) -> None:
    for name, value in row.fields.items():
        if isinstance(value, str) and (clean := without_nul(value)) != value:
            row.fields[name] = clean
            found.notice(CHANGED, "nul", row, f"{table}.{name}", "characters that mean nothing were taken out")
    if "\\u0000" in repr(row.extra) or "\\x00" in repr(row.extra) or "\\ud" in repr(row.extra):
        row.extra = without_nul(row.extra)
        found.notice(CHANGED, "nul", row, table, "characters that mean nothing were taken out")


def without_nul(value: Any) -> Any:
    """Return a value without characters that no database keeps: NUL, and halves of characters."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [without_nul(one) for one in value]
    if isinstance(value, dict):
        return {without_nul(name): without_nul(one) for name, one in value.items()}
    return value


def _references(found: Directory, table: str, row: Row, every: set[str]) -> None:
    for name, column in TABLES[table].columns.items():
        value = row.fields.get(name)
        if not column.target or value is None:
            continue
        known = every if column.target == "*" else found.tables[column.target]
        if not isinstance(value, str) or value not in known:
            said = row.extra.get(name, value)
            text = f"points to “{str(said)[:40]}”, which is not in the file: kept as it is"
            found.notice(KEPT, "missing_reference", row, f"{table}.{name}", text)


def _values(found: Directory, table: str, row: Row) -> None:
    for name, column in TABLES[table].columns.items():
        value = row.fields.get(name)
        if name == "id":
            continue
        if value is None:
            if column.required:
                filled = FILLED.get((table, name))
                fate = f"an export says “{filled}”" if filled else "the row stands beside a strict export"
                text = f"expected {expected(column)}, found nothing: {fate}"
                found.notice(KEPT, "missing", row, f"{table}.{name}", text)
        elif not fits(column, value):
            text = f"expected {expected(column)}, found “{str(value)[:40]}”: kept beside"
            found.notice(KEPT, "not_allowed", row, f"{table}.{name}", text)
        elif isinstance(value, str):
            _text(found, table, row, name, value)
    if table == "location":
        _place(found, row)


def _text(found: Directory, table: str, row: Row, name: str, value: str) -> None:
    if "<" in value and (tags := {match[1].lstrip("/").lower() for match in TAG.finditer(value) if match[1]}):
        text = f"holds HTML ({', '.join(sorted(tags)[:6])}): shown as plain text, kept as it is"
        found.notice(CHANGED, "html", row, f"{table}.{name}", text)
    if name in DAYS and day_of(value) is None:
        text = f"expected a date such as 2026-11-22, found “{value[:40]}”: kept, and not used"
        found.notice(KEPT, "unreadable", row, f"{table}.{name}", text)
    if name in ("opens_at", "closes_at") and TIME.fullmatch(value) is None:
        text = f"expected a time such as 09:30, found “{value[:40]}”: kept, and not used"
        found.notice(KEPT, "unreadable", row, f"{table}.{name}", text)


def _place(found: Directory, row: Row) -> None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = row.fields.get(name)
        if isinstance(value, int | float) and not abs(value) <= most:
            text = f"expected a number from -{most} to {most}, found {value}: kept, and no distance is told"
            found.notice(KEPT, "no_place", row, f"location.{name}", text)
