"""The room tells the caseload what it knows of a case, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Safety."""

    name = "unstuck.web.safety"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.safety.case_part")
