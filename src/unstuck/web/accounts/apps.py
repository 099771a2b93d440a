"""How Django starts this room: what happens to rows of others' tables is connected once all models are there."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room of people."""

    name = "unstuck.web.accounts"

    def ready(self) -> None:
        """Seal the secrets of second factors, and look for the keys before tables are brought up to date."""
        import_module("unstuck.web.accounts.second_factor_secrets")
        import_module("unstuck.web.accounts.sealed_fields")
