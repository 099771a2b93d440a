"""What the background process does with imports that wait: look at them, bring them in, or say why not.

There is one such process for each database (operations.background), so whatever is found waiting is not being
worked on, also where a process before it took it up and died. All that changes the directory is one transaction.
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
from unstuck.web.directory.actions.imports import close_import, shown
from unstuck.web.directory.actions.loading import Source, carry_out, plan
from unstuck.web.directory.models import Import, Stage
from unstuck.web.directory.policies import check_current
from unstuck.web.directory.queries import mapping_of, times_brought_in
from unstuck.web.directory.workflow import WAITING
from unstuck.web.notifications.actions import tell

MOST_TRIES = 3
"""A file whose work ended that often with the process, such as for want of memory, is given up."""
LONGEST_REASON = 500
PAGE = "directory:brought_in"

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def work_on_next(clock: Clock) -> bool:
    """Take up what waits longest, look at it or bring it in; False where nothing waits.

    Raises OperationalError or InterfaceError where the database went away: what was begun is taken up again.
    """
    one = Import.objects.filter(stage__in=WAITING).defer("content").order_by("stage_at", "pk").first()
    if one is None:
        return False
    try:
        if one.tries >= MOST_TRIES:
            _fail(one, _("It was tried %(n)s times and did not come to an end.") % {"n": one.tries}, clock())
        else:
            _take_up(one, clock())
            _work_on(one, clock)
    except AlreadyDone:
        log.warning("an import of a directory was worked on by two")
    return True


def _recorded(action: str, one: Import, now: datetime) -> AbstractContextManager[Write]:
    return audited(action, agency=one.agency.public_id, actor=SYSTEM, now=now)


def _take_up(one: Import, now: datetime) -> None:
    """Note that the work begins."""
    with _recorded("directory.taken_up", one, now) as write:
        locked = _locked(one)
        locked.started_at, locked.tries = now, one.tries + 1
        locked.save(update_fields=["started_at", "tries"])
        write.about("import", one.public_id, tries=locked.tries)


def _work_on(one: Import, clock: Clock) -> None:
    try:
        if one.stage == Stage.UPLOADED:
            _show(one, clock)
        else:
            _bring_in(one, clock)
    except BadInput as problem:
        _fail(one, str(problem), clock())
    except Denied as denied:
        _fail(one, denied.reason, clock())
    except (OperationalError, InterfaceError, AlreadyDone):
        raise  # Nothing about the file.
    except Exception as error:  # whatever is wrong with one file, the next one gets its turn
        log.error("import of a directory failed: %s", type(error).__name__)
        _fail(one, _("Something went wrong on our side."), clock())


def _found(one: Import) -> Directory:
    content = Import.objects.values_list("content", flat=True).get(pk=one.pk)
    return read_files({one.file_name: bytes(content or b"")}, name=one.file_name)


def _show(one: Import, clock: Clock) -> None:
    """Store what a file would change."""
    compared_after = times_brought_in(one.agency_id, one.source)
    said = shown(one.agency_id, one.source, _found(one))
    now = clock()
    with _recorded("directory.read", one, now) as write:
        locked = _locked(one)
        locked.stage, locked.stage_at, locked.compared_after = Stage.READ, now, compared_after
        locked.difference, locked.problems, locked.errors = said["difference"], said["problems"], said["errors"]
        locked.save(update_fields=["stage", "stage_at", "compared_after", "difference", "problems", "errors"])
        write.about("import", one.public_id, errors=locked.errors)


def _bring_in(one: Import, clock: Clock) -> None:
    """Make the directory say what the file says: the rows first, then the one transaction that writes them."""
    planned = plan(Source(one.agency_id, one.source, clock()), _found(one), mapping_of(one.agency_id))
    now = clock()
    with _recorded("directory.applied", one, now) as write:
        locked = _locked(one)
        check_current(locked)
        counts = carry_out(planned)
        locked.difference = {**locked.difference, **asdict(counts)}
        close_import(locked, Stage.APPLIED, now)
        _tell(locked, "directory.applied", now)
        write.about("import", locked.public_id, **asdict(counts))


def _locked(one: Import) -> Import:
    """Return an import as it is now, locked. Raises AlreadyDone where somebody else was here."""
    locked = Import.objects.select_for_update().defer("content").get(pk=one.pk)
    if locked.stage != one.stage:
        raise AlreadyDone(str(one.public_id))
    return locked


def _fail(one: Import, reason: str, now: datetime) -> None:
    """Store why a file was not looked at or brought in; nothing of it was."""
    with _recorded("directory.failed", one, now) as write:
        locked = _locked(one)
        write.about("import", locked.public_id, was=locked.stage)
        close_import(locked, Stage.FAILED, now, without_nul(reason)[:LONGEST_REASON])
        _tell(locked, "directory.failed", now)


def _tell(one: Import, kind: str, now: datetime) -> None:
    """Let whoever applied or chose a file know what became of it."""
    person = one.confirmed_by_id or one.by_id
    ids = {"brought_in": str(one.public_id)}
    tell([person] if person else [], kind, PAGE, ids, agency=one.agency_id, now=now)
