"""The demonstration's directory: 25 invented services in an invented town, and what colleagues noted about some."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from unstuck.interop.hsds import read_files
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.actions.notes import NewNote, note
from unstuck.web.directory.models import Service

FILE = Path(__file__).with_name("demo_directory.json")
SOURCE = "Ashmere directory"
NOTES = (
    (
        "Rent and debt advice",
        9,
        "Families behind with the rent; they come along to the landlord.",
        "Three days at most",
    ),
    ("Ashmere food bank", 20, "Anybody who is ashamed to ask: ask for Tove at the side door.", "None"),
    ("Counselling at the harbour", 40, "People who can come in the daytime.", "Nine weeks when we last rang"),
    ("Older neighbours", 6, "", ""),
)


def add_directory(agency: Agency, workers: Sequence[Actor], now: datetime, today: date) -> None:
    """Fill the agency's directory, and let its workers note what they know."""
    content = FILE.read_bytes()
    details = {"file_name": FILE.name, "sha256": hashlib.sha256(content).hexdigest()}
    take_in(agency, SOURCE, read_files({FILE.name: content}, name=FILE.name), now, details)
    for place, (name, days, works_well_for, waiting_time) in enumerate(NOTES if workers else ()):
        one = Service.objects.get(agency=agency, name=name)
        known = NewNote(today - timedelta(days=days), works_well_for, waiting_time)
        note(workers[place % len(workers)], one, known, now - timedelta(days=days), one.version)
