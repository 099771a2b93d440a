"""The room of consents holds some of its own, and puts them on the list from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Consents."""

    name = "unstuck.web.consents"

    def ready(self) -> None:
        """Load the reader, and tell the gate what is restricted."""
        import_module("unstuck.web.consents.consent_part")
        import_module("unstuck.web.consents.restrictions")
