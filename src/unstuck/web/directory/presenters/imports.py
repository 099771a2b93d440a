"""How far a file is, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.web.directory.difference import loss_of
from unstuck.web.directory.models import Import, ImportStage
from unstuck.web.directory.workflow import IMPORT, WAITING


@dataclass(frozen=True)
class ImportProgress:
    """How far a file is: a title, a sentence, and whether it continues by itself."""

    title: str
    words: str
    continues: bool


@dataclass(frozen=True)
class ImportProblem:
    """Something that was noticed in a file."""

    level: str
    level_words: str
    text: str


@dataclass(frozen=True)
class ServiceChange:
    """What a file changes in one service: for each field its name, what it was and what it will be."""

    name: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ImportPage:
    """The page of a file on its way in. `counts`: how many services are new, changed, gone, and as before."""

    public_id: UUID
    file_name: str
    source: str
    stage: str
    reason: str
    progress: ImportProgress
    counts: Sequence[tuple[int, str]]
    notes: int
    waits_for_a_person: bool
    has_errors: bool
    problems: Sequence[ImportProblem]
    changes: Sequence[ServiceChange]
    named: Sequence[tuple[str, Sequence[str]]]
    loss: str
    """What would be lost, where that has to be confirmed by the name of the directory."""

    @property
    def failed(self) -> bool:
        """True where the file was not brought in."""
        return self.stage == ImportStage.FAILED

    @property
    def applied(self) -> bool:
        """True where the file is in the directory."""
        return self.stage == ImportStage.APPLIED


@dataclass(frozen=True)
class ImportLine:
    """One file in the list of those so far."""

    public_id: UUID
    file_name: str
    about: str
    on: date
    by: str


def import_page(row: Import) -> ImportPage:
    """Return what the page of a file shows."""
    failed = row.stage == ImportStage.FAILED
    difference = {} if failed else row.difference
    return ImportPage(
        public_id=row.public_id,
        file_name=row.file_name,
        source=row.source,
        stage=row.stage,
        reason=row.reason,
        progress=progress(row),
        counts=_counts(difference),
        notes=difference.get("notes", 0),
        waits_for_a_person=row.stage == ImportStage.READ,
        has_errors=bool(row.errors) and row.stage == ImportStage.READ,
        problems=[_problem(problem) for problem in row.problems],
        changes=[_change(change) for change in difference.get("changes", ())],
        named=_named(difference),
        loss=_loss(difference) if row.stage == ImportStage.READ and not row.errors else "",
    )


def _counts(difference: dict[str, Any]) -> list[tuple[int, str]]:
    words = {"new": _("new"), "changed": _("changed"), "gone": _("gone"), "same": _("as before")}
    return [(difference[code], name) for code, name in words.items()] if difference else []


def _loss(difference: dict[str, Any]) -> str:
    loss = loss_of(difference)
    if loss is None:
        return ""
    return _("%(gone)s of the %(before)s services that are there now would be gone.") % {
        "gone": loss[0],
        "before": loss[1],
    }


def _problem(problem: dict[str, Any]) -> ImportProblem:
    levels = {"error": _("Error"), "left_out": _("Left out"), "kept": _("Kept separately"), "changed": _("Read as")}
    return ImportProblem(problem["level"], levels[problem["level"]], problem["text"])


def _change(change: dict[str, Any]) -> ServiceChange:
    fields = [(name.replace("_", " "), was, will or _("empty")) for name, was, will in change["fields"]]
    return ServiceChange(change["name"], fields)


def _named(difference: dict[str, Any]) -> list[tuple[str, Sequence[str]]]:
    """Return the names of the first services that are new or gone."""
    titles = {"new_names": _("New"), "gone_names": _("Gone")}
    return [(title, difference[code]) for code, title in titles.items() if difference.get(code)]


def progress(row: Import) -> ImportProgress:
    """Return how far a file is, in words."""
    title, words = {
        ImportStage.UPLOADED: (_("Looking at the file"), _("Nothing changes until you have seen what would change.")),
        ImportStage.READ: (_("What would change"), ""),
        ImportStage.CONFIRMED: (
            _("Updating the directory"),
            _("You can leave this page: you will be told when it is done."),
        ),
        ImportStage.APPLIED: (_("What changed"), _("The directory is up to date with this file.")),
        ImportStage.DISCARDED: (_("Discarded"), _("This file was not applied. Nothing in it was kept.")),
        ImportStage.FAILED: (_("Not brought in"), _("Nothing in the directory was changed.")),
    }[ImportStage(row.stage)]
    if row.stage not in WAITING:
        return ImportProgress(title, words, continues=False)
    begun = _("Waiting for its turn.") if row.started_at is None else _under_way(row.started_at)
    return ImportProgress(title, f"{begun} {words}", continues=True)


def _under_way(since: datetime) -> str:
    return _("Working on it since %(time)s.") % {"time": localtime(since).strftime("%H:%M:%S")}


def import_lines(rows: Iterable[Import]) -> list[ImportLine]:
    """Return the files so far, as a list shows them."""
    states = {code: words[:1].lower() + words[1:] for code, words in IMPORT.states.items()}
    return [
        ImportLine(
            public_id=row.public_id,
            file_name=row.file_name,
            about=f"{row.source} · {states[row.stage]}",
            on=localdate(row.stage_at),
            by=row.by.name if row.by else "",
        )
        for row in rows
    ]
