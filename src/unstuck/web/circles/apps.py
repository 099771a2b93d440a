"""The room puts its consents on the list as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CirclesConfig(AppConfig):
    """Circles."""

    name = "unstuck.web.circles"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.circles.consent_part")
