"""A directory brought in: kept and compared, then applied whole or not at all, or discarded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, read_files
from unstuck.interop.hsds.checking import without_nul
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, AlreadyDone, Write, audited
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions.loading import Counts, Source, fill_directory
from unstuck.web.directory.difference import difference
from unstuck.web.directory.models import Import, Stage
from unstuck.web.directory.permissions import check_may_import, imports_for
from unstuck.web.directory.queries import mapping_of

MOST_PROBLEMS = 300


@dataclass(frozen=True)
class NewDirectory:
    """A file that was chosen, and what its source is called."""

    name: str
    content: bytes
    source: str


def _recorded(action: str, actor: Actor, now: datetime, receipt: str | None) -> AbstractContextManager[Write]:
    return audited(action, agency=actor.agency_public_id, actor=actor.public_id, now=now, receipt=receipt)


def bring_in(actor: Actor, file: NewDirectory, now: datetime, receipt: str | None = None) -> Import:
    """Keep a file with what it would change; nothing changes yet. Raises BadInput where it cannot be read at all."""
    check_may_import(actor)
    found = read_files({file.name: file.content}, name=file.name)
    with _recorded("directory.brought_in", actor, now, receipt) as write:
        made = Import.objects.create(
            agency_id=actor.agency_id,
            by_id=actor.id,
            at=now,
            source=file.source,
            file_name=file.name,
            content=file.content,
            sha256=hashlib.sha256(file.content).hexdigest(),
            stage_at=now,
            **_shown(actor.agency_id, file.source, found),
        )
        write.about("import", made.public_id, bytes=len(file.content), errors=made.errors)
        write.answer = str(made.public_id)
    return made


def _shown(agency: int, source: str, found: Directory) -> dict[str, Any]:
    problems = [
        {"level": one.level, "code": one.code, "text": without_nul(str(one))} for one in found.problems[:MOST_PROBLEMS]
    ]
    return {
        "difference": without_nul(difference(agency, source, found)),
        "problems": problems,
        "errors": len(found.errors),
    }


def apply(actor: Actor, one: Import, now: datetime, receipt: str | None = None) -> Import:
    """Make the directory say what the file says, whole or not at all. Denied where the file holds errors."""
    check_may_import(actor)
    with _recorded("directory.applied", actor, now, receipt) as write:
        locked = _locked(actor, one)
        if locked.errors:
            raise Denied("directory_errors", _("The file holds errors. Mend them and choose it again."))
        found = read_files({locked.file_name: bytes(locked.content or b"")}, name=locked.file_name)
        counts = fill_directory(Source(actor.agency_id, locked.source, now), found, mapping_of(actor.agency_id))
        locked.difference = {**locked.difference, **asdict(counts)}
        _close(locked, Stage.APPLIED, now)
        write.about("import", locked.public_id, **asdict(counts))
        write.answer = str(locked.public_id)
    return locked


def discard(actor: Actor, one: Import, now: datetime, receipt: str | None = None) -> None:
    """Forget a file that was not applied."""
    check_may_import(actor)
    with _recorded("directory.discarded", actor, now, receipt) as write:
        locked = _locked(actor, one)
        _close(locked, Stage.DISCARDED, now)
        write.about("import", locked.public_id)
        write.answer = str(locked.public_id)


def _locked(actor: Actor, one: Import) -> Import:
    locked = imports_for(actor).defer(None).select_for_update().get(pk=one.pk)
    if locked.stage == Stage.APPLIED:
        raise AlreadyDone(str(locked.public_id))
    if locked.stage != Stage.READ:
        raise Denied("import_closed", _("This file is no longer kept. Choose it again to bring it in."))
    return locked


def _close(one: Import, stage: Stage, now: datetime) -> None:
    one.stage, one.stage_at, one.content = stage, now, None
    one.save(update_fields=["stage", "stage_at", "content", "difference"])


def take_in(agency: Agency, source: str, found: Directory, now: datetime, details: Mapping[str, Any]) -> Counts:
    """Apply a directory that the command line or the demo read, whole or not at all. Raises BadInput for errors."""
    if found.errors:
        raise BadInput(str(found.errors[0]))
    with audited("directory.applied", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        shown = _shown(agency.pk, source, found)
        counts = fill_directory(Source(agency.pk, source, now), found, mapping_of(agency.pk))
        made = Import.objects.create(
            agency=agency,
            at=now,
            source=source,
            stage=Stage.APPLIED,
            stage_at=now,
            **details,
            **shown | {"difference": {**shown["difference"], **asdict(counts)}},
        )
        write.about("import", made.public_id, **asdict(counts))
    return counts
