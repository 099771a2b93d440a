"""The room tells the caseload what the pathway needs to know, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals."""

    name = "unstuck.web.referrals"

    def ready(self) -> None:
        """Load the readers."""
        import_module("unstuck.web.referrals.candidates")
        import_module("unstuck.web.referrals.consent_part")
        import_module("unstuck.web.referrals.actions.referring")
        import_module("unstuck.web.referrals.pathway")
