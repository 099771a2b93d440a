"""The room listens to the caseload as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts."""

    name = "unstuck.web.alerts"

    def ready(self) -> None:
        """Load the listener."""
        import_module("unstuck.web.alerts.actions.raising")
        import_module("unstuck.web.alerts.own_past")
