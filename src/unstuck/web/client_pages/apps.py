"""The room of clients' own pages."""

from __future__ import annotations

from django.apps import AppConfig


class ClientPagesConfig(AppConfig):
    """Clients' own pages."""

    name = "unstuck.web.client_pages"
