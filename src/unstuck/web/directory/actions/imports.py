"""A directory on its way in: stored, then confirmed by a person or discarded. The slow work is in `working`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory
from unstuck.interop.hsds.checking import without_nul
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.directory.actions.loading import DirectorySource, ImportCounts, plan_import, write_plan
from unstuck.web.directory.difference import difference
from unstuck.web.directory.models import Import, ImportStage
from unstuck.web.directory.permissions import check_may_import, imports_for
from unstuck.web.directory.policies import KEPT_FOR, check_loss, check_may_apply, check_open
from unstuck.web.directory.queries import mapping_of, times_brought_in

MOST_PROBLEMS = 300


@dataclass(frozen=True)
class NewDirectory:
    """A file that was chosen, and what its source is called."""

    name: str
    content: bytes
    source: str


def _recorded(action: str, actor: Actor, now: datetime, idempotency_key: str | None) -> AbstractContextManager[Write]:
    return audited(
        action, agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=idempotency_key
    )


def bring_in(actor: Actor, file: NewDirectory, now: datetime, idempotency_key: str | None = None) -> Import:
    """Store a file for the background process to look at. Nothing in the directory changes yet."""
    check_may_import(actor)
    with _recorded("directory.brought_in", actor, now, idempotency_key) as write:
        made = Import.objects.create(
            agency_id=actor.agency_id,
            by_id=actor.id,
            at=now,
            source=file.source,
            file_name=file.name,
            content=file.content,
            sha256=hashlib.sha256(file.content).hexdigest(),
            stage_at=now,
        )
        write.about("import", made.public_id, bytes=len(file.content))
        write.answer = str(made.public_id)
    return made


def preview_of(agency: int, source: str, directory: Directory) -> dict[str, Any]:
    """Return what a preview shows: the difference, and what was noticed."""
    problems = [
        {"level": problem.level, "code": problem.code, "text": without_nul(str(problem))}
        for problem in directory.problems[:MOST_PROBLEMS]
    ]
    return {
        "difference": without_nul(difference(agency, source, directory)),
        "problems": problems,
        "errors": len(directory.errors),
    }


def confirm(
    actor: Actor, row: Import, now: datetime, idempotency_key: str | None = None, *, agreed: str = ""
) -> Import:
    """Let the background process bring a file in, as its preview shows.

    Denied where the preview is out of date, the file has errors, somebody else has confirmed it, or it would take many
    services away and `agreed` is not the name of the directory.
    """
    check_may_import(actor)
    with _recorded("directory.confirmed", actor, now, idempotency_key) as write:
        locked = _locked(actor, row, now)
        check_may_apply(locked)
        check_loss(locked.difference, locked.source, agreed)
        locked.stage, locked.stage_at, locked.confirmed_by_id = ImportStage.CONFIRMED, now, actor.id
        locked.started_at, locked.tries = None, 0
        locked.save(update_fields=["stage", "stage_at", "confirmed_by", "started_at", "tries"])
        write.about("import", locked.public_id)
        write.answer = str(locked.public_id)
    return locked


def discard(actor: Actor, row: Import, now: datetime, idempotency_key: str | None = None) -> None:
    """Forget a file that was not applied."""
    check_may_import(actor)
    with _recorded("directory.discarded", actor, now, idempotency_key) as write:
        locked = _locked(actor, row, now)
        close_import(locked, ImportStage.DISCARDED, now)
        write.about("import", locked.public_id)
        write.answer = str(locked.public_id)


def _locked(actor: Actor, row: Import, now: datetime) -> Import:
    locked = imports_for(actor).select_for_update().get(pk=row.pk)
    check_open(locked, now)
    return locked


def close_import(row: Import, stage: ImportStage, now: datetime, reason: str = "") -> None:
    """Store how an import ended; its file is no longer needed. A part of an action."""
    row.stage, row.stage_at, row.content, row.reason = stage, now, None, reason
    row.save(update_fields=["stage", "stage_at", "content", "reason", "difference"])


def empty_old_files(now: datetime) -> int:
    """Empty the files of every agency that nobody applied or discarded within a day; return how many."""
    emptied = 0
    for agency in Agency.objects.filter(pk__in=_old(now).values("agency")):
        with audited("directory.emptied", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            old = _old(now).filter(agency=agency)
            count = old.update(stage=ImportStage.DISCARDED, stage_at=now, content=None)
            write.about("imports", "", emptied=count)
            emptied += count
    return emptied


def _old(now: datetime) -> QuerySet[Import]:
    """Return what waits for a person; what waits for the background process is not given up."""
    return Import.objects.filter(stage=ImportStage.READ, stage_at__lt=now - KEPT_FOR)


def take_in(
    agency: Agency, source: str, directory: Directory, now: datetime, details: Mapping[str, Any], agreed: str = ""
) -> ImportCounts:
    """Apply a directory that the command line or the demo read, all of it or nothing.

    Raises BadInput for errors, and Denied where many services would go and `agreed` is not the directory's name.
    """
    if directory.errors:
        raise BadInput(str(directory.errors[0]))
    before = times_brought_in(agency.pk, source)
    preview = preview_of(agency.pk, source, directory)
    check_loss(preview["difference"], source, agreed)
    planned = plan_import(DirectorySource(agency.pk, source, now), directory, mapping_of(agency.pk))
    with audited("directory.applied", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        if times_brought_in(agency.pk, source) != before:
            raise BadInput("another directory of this name was brought in meanwhile: expected to be the only one")
        counts = write_plan(planned)
        made = Import.objects.create(
            agency=agency,
            at=now,
            source=source,
            stage=ImportStage.APPLIED,
            stage_at=now,
            **details,
            **preview | {"difference": {**preview["difference"], **asdict(counts)}},
        )
        write.about("import", made.public_id, **asdict(counts))
    return counts
