"""The room tells the caseload what the pathway needs to know, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals."""

    name = "unstuck.web.referrals"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.referrals.pathway")
