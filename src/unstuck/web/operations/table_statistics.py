"""What the database knows of its own tables, by which it chooses among indexes.

PostgreSQL looks by itself. SQLite does not until it is asked, and then takes an index on a column that is nearly always
empty for as good as any other: a year's report of 50,000 episodes took minutes for one of its questions.
"""

from __future__ import annotations

from django.db import connection

ROWS_LOOKED_AT = 1000
"""Of each index, so that looking takes less than a second at any size (https://sqlite.org/lang_analyze.html)."""

ALL_TABLES = 0x10002
"""Also those that this connection has not asked yet (https://sqlite.org/pragma.html#pragma_optimize)."""


def look_at_tables() -> None:
    """Let SQLite count anew the tables that have grown or shrunk much since it last did."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute(f"PRAGMA optimize = {ALL_TABLES}")
