"""The room listens to the alerts from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "unstuck.web.reviews"

    def ready(self) -> None:
        """Load the listener."""
        import_module("unstuck.web.reviews.actions.reopening")
