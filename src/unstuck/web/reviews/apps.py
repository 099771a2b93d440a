"""The room listens to the alerts, and gives its part of a case, as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "unstuck.web.reviews"

    def ready(self) -> None:
        """Load the listener and the reader."""
        import_module("unstuck.web.reviews.actions.reopening")
        import_module("unstuck.web.reviews.pathway")
