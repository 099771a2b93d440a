"""The list of files, the columns of one, and what came of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from unstuck.errors import BadInput
from unstuck.language import gettext as _
from unstuck.population.engines.first_rows import FirstRows, Row
from unstuck.population.engines.questions import OpenQuestions, Settled
from unstuck.reporting.words import number
from unstuck.web.caseload.models import Upload
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.safety.models import Concern
from unstuck.web.score_files.actions.uploads import too_old
from unstuck.web.score_files.reading import MOST_SCORES


@dataclass(frozen=True)
class UploadCount:
    """One of the large numbers at the top of a page, such as the scores to save."""

    words: str
    value: int
    undecided: bool = False


@dataclass(frozen=True)
class UploadSummary:
    """A file in the list of those that somebody brought in."""

    public_id: UUID
    file_name: str
    instrument: str
    on: date
    scores: int
    clients: int
    undone: bool
    can_be_undone: bool


@dataclass(frozen=True)
class UploadsPage:
    """The page on which a file is chosen, above the files brought in before."""

    waiting: Sequence[UploadSummary]
    earlier: Sequence[UploadSummary]
    most_scores: str


def uploads_page(uploads: Sequence[Upload], now: datetime) -> UploadsPage:
    """Return somebody's files: those that still wait, and those that were saved or undone."""
    return UploadsPage(
        waiting=[_summary(one, one.at) for one in uploads if one.stage == UploadStage.READ and not too_old(one, now)],
        earlier=[_summary(one, one.stage_at) for one in uploads if one.stage != UploadStage.READ],
        most_scores=number(MOST_SCORES, 0),
    )


def _summary(upload: Upload, moment: datetime) -> UploadSummary:
    return UploadSummary(
        upload.public_id,
        upload.file_name,
        upload.instrument,
        localdate(moment),
        upload.scores_added,
        upload.clients_added,
        undone=upload.stage == UploadStage.UNDONE,
        can_be_undone=upload.stage == UploadStage.SAVED,
    )


@dataclass(frozen=True)
class SheetCell:
    """One cell of the first rows."""

    text: str
    wrong: bool


@dataclass(frozen=True)
class SheetRow:
    """One of the first rows of a file, or the one that cannot be used."""

    number: int
    cells: Sequence[SheetCell]
    wrong: bool


@dataclass(frozen=True)
class ColumnsPage:
    """The page on which somebody says what is in which column."""

    public_id: UUID
    file_name: str
    headers: Sequence[str]
    rows: Sequence[SheetRow]
    problem: str
    counts_sessions: bool
    faults: Sequence[str] = ()
    proposals: Sequence[tuple[str, str]] = ()
    """How the file could be read: in words, and what a yes changes as the form sends it back."""


def columns_page(
    upload: Upload, top: FirstRows, problem: BadInput | None = None, wrong: Row | None = None
) -> ColumnsPage:
    """Return the top of a file with the row that cannot be used, if there is one."""
    rows = [*top.rows, *([wrong] if wrong else [])]
    return ColumnsPage(
        upload.public_id,
        upload.file_name,
        top.headers,
        [_sheet_row(row, top.headers, problem) for row in rows],
        problem="" if isinstance(problem, OpenQuestions) else str(problem or ""),
        counts_sessions="session" in {header.strip().casefold() for header in top.headers},
        **_open(problem),
    )


def sentence(text: str) -> str:
    """Return what the reader of files says, as a sentence of a page begins."""
    return text[:1].upper() + text[1:]


def _open(problem: BadInput | None) -> dict[str, Any]:
    """Return everything that a file leaves open."""
    if not isinstance(problem, OpenQuestions):
        return {}
    return {
        "faults": [str(fault) for fault in problem.faults],
        "proposals": [
            (sentence(one.text), json.dumps(Settled().having(one.changes).as_json())) for one in problem.proposals
        ],
    }


def _sheet_row(row: Row, headers: Sequence[str], problem: BadInput | None) -> SheetRow:
    wrong = problem is not None and problem.row == row.number
    column = problem.column if problem and wrong else None
    named = [*headers, *[None] * (len(row.cells) - len(headers))]
    cells = [SheetCell(cell, column is not None and at == column) for cell, at in zip(row.cells, named, strict=False)]
    return SheetRow(row.number, cells, wrong)


@dataclass(frozen=True)
class RaisedConcern:
    """A concern that a file raised: its kind and whose it is."""

    public_id: UUID
    called: str
    client: str
    is_open: bool


@dataclass(frozen=True)
class OutcomePage:
    """What came of a file after it was saved, undone or discarded."""

    public_id: UUID
    file_name: str
    instrument: str
    on: date
    discarded: bool
    undone: bool
    counts: Sequence[UploadCount]
    restored: int
    clients_staying: int
    concerns: Sequence[RaisedConcern] = ()
    """Those that it raised, as far as the reader may see them; they stay open when the file is undone."""


def outcome_page(upload: Upload, raised: Sequence[Concern] = ()) -> OutcomePage:
    """Return what came of a file. `raised`: the concerns from it that the reader may see."""
    result = upload.choices
    optional = [
        UploadCount(_("Already recorded"), result.get("recorded", 0)),
        UploadCount(_("Concerns raised"), len(result.get("concerns", ()))),
        UploadCount(_("Corrected"), result.get("corrected", 0)),
        UploadCount(_("Clients left out"), result.get("left_out", 0)),
    ]
    counts = [
        UploadCount(_("Scores saved"), upload.scores_added),
        UploadCount(_("New clients"), upload.clients_added),
        *(count for count in optional if count.value),
    ]
    return OutcomePage(
        upload.public_id,
        upload.file_name,
        upload.instrument,
        localdate(upload.stage_at),
        discarded=upload.stage == UploadStage.DISCARDED,
        undone=upload.stage == UploadStage.UNDONE,
        counts=counts,
        restored=result.get("restored", 0),
        clients_staying=result.get("kept", 0),
        concerns=[RaisedConcern(one.public_id, one.called, one.episode.client.called, one.is_open) for one in raised],
    )
