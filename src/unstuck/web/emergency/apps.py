"""The room tells the gate of the caseload what is open in an emergency, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    """Emergencies."""

    name = "unstuck.web.emergency"

    def ready(self) -> None:
        """Tell the gate."""
        import_module("unstuck.web.emergency.permissions")
