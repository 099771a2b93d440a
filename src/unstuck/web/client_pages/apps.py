"""The room puts clients' own pages on the list of consents as soon as the site starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ClientPagesConfig(AppConfig):
    """Clients' own pages."""

    name = "unstuck.web.client_pages"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.client_pages.consent_part")
