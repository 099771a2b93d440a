"""Where the limits on guessing count: a table that forgets an entry when its time is over, and never before.

Django's own cache in a table throws a third of its entries away, whichever they are, above 300. Sign-ins at 340 made-up
addresses so wiped out the count of wrong second-factor codes, and which codes were used.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class Counters(DatabaseCache):
    """Django's cache in a table, without the throwing away of what still counts."""

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        """Remove what is over. All else stays, however much it is: a limit holds by being remembered."""
        operations = connections[db].ops
        table, over = operations.quote_name(str(vars(self)["_table"])), operations.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [over])  # noqa: S608  (our own table's name)
