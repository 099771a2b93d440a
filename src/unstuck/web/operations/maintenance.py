"""Daily maintenance: abandoned files are cleared. Running it twice does no harm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.management import call_command

from unstuck.web.directory.actions import imports
from unstuck.web.score_files.actions import uploads


def run_maintenance(now: datetime) -> Mapping[str, int]:
    """Empty files of scores and directories that nobody finished, and remove sessions that ended; return counts."""
    emptied = {"files of scores": uploads.empty_old_files(now), "directories": imports.empty_old_files(now)}
    call_command("clearsessions", verbosity=0)
    return emptied
