"""What the background process does with imports that wait: look at them, bring them in, or say why not.

There is one such process for each database (config.background), so whatever is found waiting is not being worked on,
also where a process before it took it up and died. All that changes the directory is one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, read_files
from unstuck.interop.hsds.checking import without_nul
from unstuck.language import gettext as _
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions.imports import close, shown
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
    if one.tries >= MOST_TRIES:
        _fail(one, _("It was tried %(n)s times and did not come to an end.") % {"n": one.tries}, clock())
    elif _take_up(one, clock()):
        _work_on(one, clock)
    return True


def _recorded(action: str, one: Import, now: datetime) -> AbstractContextManager[Write]:
    return audited(action, agency=one.agency.public_id, actor=SYSTEM, now=now)


def _take_up(one: Import, now: datetime) -> bool:
    """Note that the work begins; False where the file was discarded meanwhile."""
    with _recorded("directory.taken_up", one, now) as write:
        tries = one.tries + 1
        write.about("import", one.public_id, tries=tries)
        return bool(Import.objects.filter(pk=one.pk, stage=one.stage).update(started_at=now, tries=tries))


def _work_on(one: Import, clock: Clock) -> None:
    try:
        content = Import.objects.values_list("content", flat=True).get(pk=one.pk)
        compared_after = times_brought_in(one.agency_id, one.source)
        found = read_files({one.file_name: bytes(content or b"")}, name=one.file_name)
        if one.stage == Stage.UPLOADED:
            _show(one, found, compared_after, clock)
        else:
            _bring_in(one, found, clock)
    except BadInput as problem:
        _fail(one, str(problem), clock())
    except Denied as denied:
        _fail(one, denied.reason, clock())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever is wrong with one file, the next one gets its turn
        log.error("import of a directory failed: %s", type(error).__name__)
        _fail(one, _("Something went wrong on our side."), clock())


def _show(one: Import, found: Directory, compared_after: int, clock: Clock) -> None:
    """Store what a file would change."""
    said = shown(one.agency_id, one.source, found)
    now = clock()
    with _recorded("directory.read", one, now) as write:
        said |= {"stage": Stage.READ, "stage_at": now, "compared_after": compared_after}
        Import.objects.filter(pk=one.pk, stage=Stage.UPLOADED).update(**said)
        write.about("import", one.public_id, errors=said["errors"])


def _bring_in(one: Import, found: Directory, clock: Clock) -> None:
    """Make the directory say what the file says: the rows first, then the one transaction that writes them."""
    planned = plan(Source(one.agency_id, one.source, clock()), found, mapping_of(one.agency_id))
    with transaction.atomic():
        locked = Import.objects.select_for_update().defer("content").get(pk=one.pk)
        if locked.stage != Stage.CONFIRMED:
            return
        check_current(locked)
        counts = carry_out(planned)
        now = clock()
        with _recorded("directory.applied", locked, now) as write:
            locked.difference = {**locked.difference, **asdict(counts)}
            close(locked, Stage.APPLIED, now)
            _tell(locked, "directory.applied", now)
            write.about("import", locked.public_id, **asdict(counts))


def _fail(one: Import, reason: str, now: datetime) -> None:
    """Store why a file was not looked at or brought in; nothing of it was."""
    with _recorded("directory.failed", one, now) as write:
        locked = Import.objects.select_for_update().defer("content").get(pk=one.pk)
        if locked.stage not in WAITING:
            return
        write.about("import", locked.public_id, was=locked.stage)
        close(locked, Stage.FAILED, now, without_nul(reason)[:LONGEST_REASON])
        _tell(locked, "directory.failed", now)


def _tell(one: Import, kind: str, now: datetime) -> None:
    """Let whoever applied or chose a file know what became of it."""
    person = one.confirmed_by_id or one.by_id
    ids = {"brought_in": str(one.public_id)}
    tell([person] if person else [], kind, PAGE, ids, agency=one.agency_id, now=now)
