"""After every migration: check that the append-only tables still are append-only."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record."""

    name = "unstuck.web.audit"

    def ready(self) -> None:
        """Load the listener."""
        import_module("unstuck.web.audit.triggers")
