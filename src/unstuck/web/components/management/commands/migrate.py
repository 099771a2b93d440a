"""`migrate`, which fills an empty database at once instead of going through its whole history."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangosMigrate
from django.db import connections

from unstuck.web.components.new_tables import is_empty, make_all

GOES_STEP_BY_STEP = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(DjangosMigrate):
    """Django's own command; a database without any table gets them all before it starts."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all tables where there is none, then let Django find what is left to do."""
        connection = connections[options["database"]]
        if not any(options[name] for name in GOES_STEP_BY_STEP) and is_empty(connection):
            make_all(connection)
        super().handle(*args, **options)
