"""The room gives its part of a case, and its lines among outside support, as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    """Advocacy."""

    name = "unstuck.web.advocacy"

    def ready(self) -> None:
        """Load the readers."""
        import_module("unstuck.web.advocacy.case_part")
        import_module("unstuck.web.advocacy.consent_part")
        import_module("unstuck.web.advocacy.outside_lines")
