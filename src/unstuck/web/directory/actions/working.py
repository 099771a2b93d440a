"""What the background process does with waiting imports: look at them, bring them in, or say why not.

There is one such process for each database (operations.background), so nobody else is working on what it finds waiting,
even if an earlier process began on it and died. Everything that changes the directory is one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime

from django.db import InterfaceError, OperationalError

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, read_files
from unstuck.interop.hsds.checking import without_nul
from unstuck.language import gettext as _
from unstuck.web.audit.actions import SYSTEM, AlreadyDone, Write, audited
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions.imports import close_import, preview_of
from unstuck.web.directory.actions.loading import DirectorySource, plan_import, write_plan
from unstuck.web.directory.models import Import, ImportStage
from unstuck.web.directory.policies import check_current
from unstuck.web.directory.queries import mapping_of, times_brought_in
from unstuck.web.directory.workflow import WAITING
from unstuck.web.notifications.actions import tell

MOST_TRIES = 3
"""A file is given up if the process died over it this often, for example because memory ran out."""
LONGEST_REASON = 500
PAGE = "directory:brought_in"

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def work_on_next(clock: Clock) -> bool:
    """Look at the file that has waited longest, or bring it in; False where nothing waits.

    Raises OperationalError or InterfaceError where the database went away: the file then has its turn again.
    """
    row = Import.objects.filter(stage__in=WAITING).defer("content").order_by("stage_at", "pk").first()
    if row is None:
        return False
    try:
        if row.tries >= MOST_TRIES:
            _fail(row, _("It was tried %(n)s times and never finished.") % {"n": row.tries}, clock())
        else:
            _take_up(row, clock())
            _work_on(row, clock)
    except AlreadyDone:
        log.warning("an import of a directory was worked on by two")
    return True


def _recorded(action: str, row: Import, now: datetime) -> AbstractContextManager[Write]:
    return audited(action, agency=row.agency.public_id, actor=SYSTEM, now=now)


def _take_up(row: Import, now: datetime) -> None:
    """Note that the work begins."""
    with _recorded("directory.taken_up", row, now) as write:
        locked = _locked(row)
        locked.started_at, locked.tries = now, row.tries + 1
        locked.save(update_fields=["started_at", "tries"])
        write.about("import", row.public_id, tries=locked.tries)


def _work_on(row: Import, clock: Clock) -> None:
    try:
        if row.stage == ImportStage.UPLOADED:
            _show(row, clock)
        else:
            _bring_in(row, clock)
    except BadInput as problem:
        _fail(row, str(problem), clock())
    except Denied as denied:
        _fail(row, denied.reason, clock())
    except (OperationalError, InterfaceError, AlreadyDone):
        raise  # Nothing about the file.
    except Exception as error:  # whatever is wrong with one file, the next one gets its turn
        log.error("import of a directory failed: %s", type(error).__name__)
        _fail(row, _("Something went wrong on our side."), clock())


def _directory_in(row: Import) -> Directory:
    content = Import.objects.values_list("content", flat=True).get(pk=row.pk)
    return read_files({row.file_name: bytes(content or b"")}, name=row.file_name)


def _show(row: Import, clock: Clock) -> None:
    """Store what a file would change."""
    compared_after = times_brought_in(row.agency_id, row.source)
    preview = preview_of(row.agency_id, row.source, _directory_in(row))
    now = clock()
    with _recorded("directory.read", row, now) as write:
        locked = _locked(row)
        locked.stage, locked.stage_at, locked.compared_after = ImportStage.READ, now, compared_after
        locked.difference, locked.problems, locked.errors = (
            preview["difference"],
            preview["problems"],
            preview["errors"],
        )
        locked.save(update_fields=["stage", "stage_at", "compared_after", "difference", "problems", "errors"])
        write.about("import", row.public_id, errors=locked.errors)


def _bring_in(row: Import, clock: Clock) -> None:
    """Make the directory say what the file says: the rows first, then the one transaction that writes them."""
    planned = plan_import(
        DirectorySource(row.agency_id, row.source, clock()), _directory_in(row), mapping_of(row.agency_id)
    )
    now = clock()
    with _recorded("directory.applied", row, now) as write:
        locked = _locked(row)
        check_current(locked)
        counts = write_plan(planned)
        locked.difference = {**locked.difference, **asdict(counts)}
        close_import(locked, ImportStage.APPLIED, now)
        _tell(locked, "directory.applied", now)
        write.about("import", locked.public_id, **asdict(counts))


def _locked(row: Import) -> Import:
    """Return an import as it is now, locked. Raises AlreadyDone where somebody else was here."""
    locked = Import.objects.select_for_update().defer("content").get(pk=row.pk)
    if locked.stage != row.stage:
        raise AlreadyDone(str(row.public_id))
    return locked


def _fail(row: Import, reason: str, now: datetime) -> None:
    """Store why a file was not looked at or brought in; nothing of it was."""
    with _recorded("directory.failed", row, now) as write:
        locked = _locked(row)
        write.about("import", locked.public_id, was=locked.stage)
        close_import(locked, ImportStage.FAILED, now, without_nul(reason)[:LONGEST_REASON])
        _tell(locked, "directory.failed", now)


def _tell(row: Import, kind: str, now: datetime) -> None:
    """Let whoever applied or chose a file know what became of it."""
    person = row.confirmed_by_id or row.by_id
    ids = {"brought_in": str(row.public_id)}
    tell([person] if person else [], kind, PAGE, ids, agency=row.agency_id, now=now)
