"""The room tells the caseload what the pathway needs to know, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    """Consultations."""

    name = "unstuck.web.consultation"

    def ready(self) -> None:
        """Load the reader."""
        import_module("unstuck.web.consultation.pathway")
        import_module("unstuck.web.consultation.consent_part")
