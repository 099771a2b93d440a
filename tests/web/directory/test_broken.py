"""Broken directories brought in on the site: no fault, and whole or not at all.

More are tried with UNSTUCK_BROKEN_DIRECTORIES=10000, and, without a database, by `python -m tests.broken_directories`.
"""

from __future__ import annotations

import os

from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tests.broken_directories import BROKEN, Files
from tests.web.cast import NOW, Cast
from tests.web.directory.town import bring
from unstuck.errors import BadInput
from unstuck.interop.hsds import read_files
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.models import Record, Service, ServiceText
from unstuck.web.directory.queries import directory_of, present
from unstuck.web.directory.search import ServiceQuery, search

COUNT = int(os.environ.get("UNSTUCK_BROKEN_DIRECTORIES", "60"))
DETAILS = {"file_name": "x", "sha256": "0" * 64}


def outcome(cast: Cast, files: Files) -> str:
    """Bring a directory in beside one that is there; say what became of it."""
    before = list(Service.objects.order_by("pk").values()), Record.objects.count()
    try:
        found = read_files(files, name="broken")
        take_in(cast.agency, "Directory", found, NOW, DETAILS, agreed="Directory")
    except BadInput:
        assert (list(Service.objects.order_by("pk").values()), Record.objects.count()) == before
        return "refused"
    stored = directory_of(cast.agency.pk, "Directory")
    assert stored.tables == found.tables
    assert list(stored.links) == list(found.links)
    assert set(ServiceText.objects.values_list("service", flat=True)) == set(
        present(cast.agency.pk).values_list("pk", flat=True)
    )
    search(cast.agency.pk, ServiceQuery(need="rent advice", open_at=NOW, near=(51.5, -0.1)))
    return "brought in"


def test_broken_directories_are_brought_in_whole_or_not_at_all(cast: Cast) -> None:
    bring(cast.agency)
    seen: dict[str, int] = {}

    @settings(max_examples=COUNT, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(BROKEN)
    def every(files: Files) -> None:
        with transaction.atomic():
            said = outcome(cast, files)
            transaction.set_rollback(True)
        seen[said] = seen.get(said, 0) + 1

    every()
    assert min(seen.get("refused", 0), seen.get("brought in", 0)) > 5
