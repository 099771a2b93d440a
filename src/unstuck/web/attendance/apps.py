"""The room tells the caseload what the pathway needs to know of sessions, from the first moment on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Attendance."""

    name = "unstuck.web.attendance"

    def ready(self) -> None:
        """Load the readers."""
        import_module("unstuck.web.attendance.case_part")
