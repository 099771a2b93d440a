"""Bringing in a file of scores: kept, described, decided on, discarded. Saving and undoing are next to this."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.population.engines.sheet import Sheet
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, AlreadyDone, Write, audited
from unstuck.web.caseload.actions.clients import check_may_add
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Upload
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.components.denied import Denied
from unstuck.web.score_files import permissions
from unstuck.web.score_files.kept_rows import packed
from unstuck.web.score_files.known import kept_contents, read_again
from unstuck.web.score_files.preview import PreviewChoices, choices_of
from unstuck.web.score_files.reading import FileContents

KEPT_FOR = timedelta(days=1)
"""A file that was neither saved nor discarded is emptied after this time."""


@dataclass(frozen=True)
class NewFile:
    """A file that was chosen."""

    name: str
    content: bytes
    instrument: str


@dataclass(frozen=True)
class FileDescription:
    """What is in which column of a file, and what the file says when it is read like that."""

    instrument: str
    sheet: Sheet
    contents: FileContents


def bring_in(actor: Actor, file: NewFile, context: WriteContext) -> Upload:
    """Keep a file for the next steps; nothing in it counts yet. Old abandoned files are cleared."""
    check_may_add(actor)
    with recorded("upload.brought_in", actor, context) as write:
        _empty(actor.agency_id, context.now)
        upload = Upload.objects.create(
            agency_id=actor.agency_id,
            by_id=actor.id,
            at=context.now,
            file_name=file.name,
            content=file.content,
            sha256=hashlib.sha256(file.content).hexdigest(),
            instrument=file.instrument,
            stage_at=context.now,
        )
        write.about("upload", upload.public_id, bytes=len(file.content), instrument=file.instrument)
        write.answer = str(upload.public_id)
    return upload


def describe(actor: Actor, upload: Upload, description: FileDescription, context: WriteContext) -> None:
    """Keep what is in which column, and the rows read so. What was decided under another description is forgotten."""
    with recorded("upload.described", actor, context) as write:
        locked = locked_upload(actor, upload, context)
        locked.instrument, locked.mapping, locked.choices = description.instrument, description.sheet.as_json(), {}
        locked.rows = packed(description.contents)
        locked.version += 1
        locked.save(update_fields=["instrument", "mapping", "rows", "choices", "version"])
        write.about("upload", locked.public_id, instrument=locked.instrument)
        write.answer = str(locked.public_id)


def opened_contents(actor: Actor, upload: Upload, context: WriteContext) -> FileContents:
    """Return what a described file says. One that was described before rows were kept is read now, once.

    Raises BadInput where it cannot be read any more.
    """
    contents = kept_contents(upload)
    if contents is None:
        contents = read_again(upload, context.today)
        _keep_rows(actor, upload, contents, context)
    return contents


def _keep_rows(actor: Actor, upload: Upload, contents: FileContents, context: WriteContext) -> None:
    with recorded("upload.rows_kept", actor, context) as write:
        waiting = permissions.uploads_for(actor).filter(pk=upload.pk, version=upload.version, stage=UploadStage.READ)
        waiting.update(rows=packed(contents))
        write.about("upload", upload.public_id)


def decide(actor: Actor, upload: Upload, typed: PreviewChoices, context: WriteContext) -> None:
    """Keep what was decided on one page of the preview."""
    with recorded("upload.decided", actor, context) as write:
        locked = locked_upload(actor, upload, context)
        locked.choices = choices_of(locked.choices).with_typed(typed).as_json()
        locked.save(update_fields=["choices"])
        write.about("upload", locked.public_id, clients=len(typed.clients), scores=len(typed.scores))
        write.answer = str(locked.public_id)


def discard(actor: Actor, upload: Upload, context: WriteContext) -> None:
    """Forget a file that was not saved."""
    with recorded("upload.discarded", actor, context) as write:
        locked = locked_upload(actor, upload, context)
        close(locked, UploadStage.DISCARDED, context)
        locked.save(update_fields=CLOSING)
        write.about("upload", locked.public_id)
        write.answer = str(locked.public_id)


def empty_old_files(now: datetime) -> int:
    """Empty the files of every agency that nobody finished within a day; return how many. Called once a day."""
    emptied = 0
    for agency in Agency.objects.filter(pk__in=_old(now).values("agency")):
        with audited("uploads.emptied", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            count = _empty(agency.pk, now)
            write.about("uploads", "", emptied=count)
            emptied += count
    return emptied


CLOSING = ["stage", "stage_at", "content", "rows", "choices", "scores_added", "clients_added", "version"]
"""The fields that change when an upload leaves its steps."""


def close(upload: Upload, stage: UploadStage, context: WriteContext) -> None:
    """Set an upload's last fields; whoever calls saves it."""
    upload.stage, upload.stage_at, upload.choices = stage, context.now, {}
    upload.content = upload.rows = None
    upload.version += 1


def recorded(action: str, actor: Actor, context: WriteContext) -> AbstractContextManager[Write]:
    """Return the frame of an action about an upload."""
    return audited(
        action,
        agency=actor.agency_public_id,
        actor=actor.public_id,
        now=context.now,
        idempotency_key=context.idempotency_key,
    )


def locked_upload(actor: Actor, upload: Upload, context: WriteContext) -> Upload:
    """Return one's own upload, locked, while it waits to be saved.

    Raises AlreadyDone where it was saved, Denied where it was closed otherwise or lay for more than a day.
    """
    locked = permissions.uploads_for(actor).select_for_update().get(pk=upload.pk)
    if locked.stage in (UploadStage.SAVED, UploadStage.UNDONE):
        raise AlreadyDone(str(locked.public_id))
    if locked.stage != UploadStage.READ or too_old(locked, context.now):
        raise Denied("upload_closed", _("This file is no longer kept. Choose it again to bring it in."))
    return locked


def too_old(upload: Upload, now: datetime) -> bool:
    """True where a file has waited for more than a day."""
    return upload.stage == UploadStage.READ and upload.at < now - KEPT_FOR


def _old(now: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(stage=UploadStage.READ, at__lt=now - KEPT_FOR)


def _empty(agency: int, now: datetime) -> int:
    old = _old(now).filter(agency_id=agency)
    return old.update(stage=UploadStage.DISCARDED, stage_at=now, content=None, rows=None, choices={})
