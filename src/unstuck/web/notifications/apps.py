"""The room listens to what is to be told as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "unstuck.web.notifications"

    def ready(self) -> None:
        """Load the listener."""
        import_module("unstuck.web.notifications.actions")
