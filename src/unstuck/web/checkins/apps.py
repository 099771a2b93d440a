"""The room tells the caseload what clients answered, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    """Check-ins."""

    name = "unstuck.web.checkins"

    def ready(self) -> None:
        """Load the readers."""
        import_module("unstuck.web.checkins.pathway")
        import_module("unstuck.web.checkins.consent_part")
        import_module("unstuck.web.checkins.actions.reminders")
