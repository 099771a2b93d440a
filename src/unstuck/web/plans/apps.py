"""The room gives its part of a case as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans."""

    name = "unstuck.web.plans"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.plans.case_part")
