"""The room says what waiting things are about, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The first pages."""

    name = "unstuck.web.home"

    def ready(self) -> None:
        """Load the readers."""
        import_module("unstuck.web.home.waiting")
