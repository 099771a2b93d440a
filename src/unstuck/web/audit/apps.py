"""After every migration the room looks whether append-only tables still are."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record."""

    name = "unstuck.web.audit"

    def ready(self) -> None:
        """Load the listener."""
        import_module("unstuck.web.audit.triggers")
