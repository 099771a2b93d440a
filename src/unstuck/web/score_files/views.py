"""Files of scores: choose one, say what is in it, check the preview, save it; and undo it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from unstuck.errors import BadInput
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.engines.sheet import sheet_of
from unstuck.reporting.words import number
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_recovery import TOKEN, idempotency_key_of, take_typed_form, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Upload
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.score_files.actions.saving import ReviewedPreview, save_upload
from unstuck.web.score_files.actions.undoing import undo_upload
from unstuck.web.score_files.actions.uploads import (
    FileDescription,
    NewFile,
    bring_in,
    decide,
    describe,
    opened_contents,
    too_old,
)
from unstuck.web.score_files.actions.uploads import discard as discard_upload
from unstuck.web.score_files.forms import ScoreFileForm, SheetForm, sheet_fields, shown_name, typed_choices
from unstuck.web.score_files.known import plan_for, raised_by
from unstuck.web.score_files.permissions import uploads_for
from unstuck.web.score_files.presenters.preview import preview_page
from unstuck.web.score_files.presenters.uploads import columns_page, outcome_page, uploads_page
from unstuck.web.score_files.preview import PreviewChoices, choices_of
from unstuck.web.score_files.reading import first_rows_of, read, row_of
from unstuck.web.score_files.sheets import guessed

LISTED = 50
UNUSABLE = 422


def uploads(request: Request) -> HttpResponse:
    """Choose a file; list those that one brought in before."""
    if request.method == "POST":
        form = ScoreFileForm(request.POST, request.FILES)
        if form.is_valid():
            return _brought_in(request, form.cleaned_data)
        return _uploads_page(request, form, status=UNUSABLE)
    kept = take_typed_form(request)
    if kept is not None:
        messages.info(request, _("You were signed out before the file arrived. Please choose it again."))
    return _uploads_page(
        request, ScoreFileForm(initial={"instrument": kept.get("instrument", "PHQ-9") if kept else "PHQ-9"})
    )


def _uploads_page(request: Request, form: ScoreFileForm, status: int = 200) -> HttpResponse:
    mine = uploads_for(request.actor).exclude(stage=UploadStage.DISCARDED).order_by("-at", "-pk")[:LISTED]
    page = uploads_page(list(mine), dates.now())
    context = {"page": page, "form": form, "token": (TOKEN, token_for(request))}
    return render(request, "score_files/uploads.html", context, status=status)


def _brought_in(request: Request, fields: Mapping[str, Any]) -> HttpResponse:
    file = NewFile(shown_name(fields["file"]), fields["file"].read(), fields["instrument"])
    try:
        upload = bring_in(request.actor, file, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    return redirect("score_files:upload", upload.public_id)


def upload(request: Request, upload: UUID) -> HttpResponse:
    """Say what is in which column; after saving, what came of the file."""
    own = _own_upload(request, upload)
    if own.stage != UploadStage.READ:
        return _outcome(request, own)
    if too_old(own, dates.now()):
        return _no_longer_kept(request)
    top = first_rows_of(bytes(own.content or b""), own.file_name)
    headers = top.headers
    if request.method == "POST":
        return _described(request, own, SheetForm(headers, request.POST))
    kept = take_typed_form(request)
    if kept is not None:
        messages.info(request, _("You had been signed out. What you typed is still here."))
        return _sheet_page(request, own, SheetForm(headers, kept))
    rows = [row.cells for row in top.rows]
    sheet = sheet_of(own.mapping) if own.mapping else guessed(headers, own.instrument, rows)
    return _sheet_page(request, own, SheetForm(headers, initial=sheet_fields(own, sheet, headers)))


def _described(request: Request, upload: Upload, form: SheetForm) -> HttpResponse:
    if not form.is_valid():
        return _sheet_page(request, upload, form, status=UNUSABLE)
    sheet, instrument = form.sheet(), form.cleaned_data["instrument"]
    context = _write_context(request)
    try:
        contents = read(bytes(upload.content or b""), upload.file_name, sheet, instrument, context.today)
        describe(request.actor, upload, FileDescription(instrument, sheet, contents), context)
    except BadInput as problem:
        return _sheet_page(request, upload, form.with_taken(), problem, status=UNUSABLE)
    except Denied:
        return _no_longer_kept(request)
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    return redirect("score_files:upload_preview", upload.public_id)


def _sheet_page(
    request: Request, upload: Upload, form: SheetForm, problem: BadInput | None = None, status: int = 200
) -> HttpResponse:
    content = bytes(upload.content or b"")
    top = first_rows_of(content, upload.file_name)
    hidden = problem.row if problem and problem.row not in {1, *(row.number for row in top.rows)} else None
    wrong = row_of(content, upload.file_name, hidden) if hidden else None
    context = {"page": columns_page(upload, top, problem, wrong), "form": form, "token": (TOKEN, token_for(request))}
    return render(request, "score_files/upload.html", context, status=status)


def preview(request: Request, upload: UUID) -> HttpResponse:
    """Show which client each row goes to; decide on what is unclear; save."""
    own = _own_upload(request, upload)
    if own.stage != UploadStage.READ or not own.mapping:
        return redirect("score_files:upload", own.public_id)
    if too_old(own, dates.now()):
        return _no_longer_kept(request)
    if request.method == "POST":
        return _decided(request, own)
    kept = take_typed_form(request)
    if kept is not None:
        messages.info(request, _("You had been signed out. What you decided is still here."))
    typed = typed_choices(kept) if kept is not None else PreviewChoices()
    return _preview_page(request, own, typed, _tab_and_page(request.GET.get("show"), request.GET.get("page")))


def _decided(request: Request, upload: Upload) -> HttpResponse:
    """Keep what was decided and go to another part, or save everything."""
    typed = typed_choices(request.POST)
    tab, page = _tab_and_page(*request.POST.get("go", "").partition(":")[::2])
    try:
        if "save" not in request.POST:
            if typed != PreviewChoices():
                decide(request.actor, upload, typed, _write_context(request))
            return redirect(f"{_address(upload)}?show={tab}&page={page}")
        reviewed = ReviewedPreview(request.POST.get("seen", ""), typed)
        saved = save_upload(request.actor, upload, reviewed, _write_context(request, idempotency_key_of(request)))
    except BadInput as problem:
        return _unreadable(request, upload, problem)
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    except Denied as denied:
        if denied.code == "upload_closed":
            return _no_longer_kept(request)
        place = _tab_and_page("" if denied.code in ("undecided", "stale_preview") else tab, "1")
        return _preview_page(request, upload, typed, place, denied.reason)
    messages.success(request, _saved(saved))
    return redirect("score_files:upload", saved.public_id)


def _preview_page(
    request: Request, upload: Upload, typed: PreviewChoices, place: tuple[str, int], refused: str = ""
) -> HttpResponse:
    try:
        contents = opened_contents(request.actor, upload, _write_context(request))
    except BadInput as problem:
        return _unreadable(request, upload, problem)
    choices = choices_of(upload.choices).with_typed(typed)
    plan = plan_for(request.actor, upload, contents, choices)
    page = preview_page(upload, contents, plan, choices, place)
    context = {"page": page, "refused": refused, "token": (TOKEN, token_for(request))}
    return render(request, "score_files/upload_preview.html", context, status=UNUSABLE if refused else 200)


def _unreadable(request: Request, upload: Upload, problem: BadInput) -> HttpResponse:
    messages.error(request, str(problem))
    return redirect("score_files:upload", upload.public_id)


def discard(request: Request, upload: UUID) -> HttpResponse:
    """Forget a file that was not saved."""
    own = _own_upload(request, upload)
    if request.method != "POST":
        return redirect("score_files:upload", own.public_id)
    try:
        discard_upload(request.actor, own, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    except Denied:
        return redirect("score_files:uploads")
    messages.success(request, _("The file was discarded. Nothing of it was saved."))
    return redirect("score_files:uploads")


def undo(request: Request, upload: UUID) -> HttpResponse:
    """Take a saved file back."""
    own = _own_upload(request, upload)
    if request.method != "POST":
        return redirect("score_files:upload", own.public_id)
    try:
        undone = undo_upload(request.actor, own, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone:
        messages.info(request, _("This file has already been undone. Nothing else was changed."))
        return redirect("score_files:upload", own.public_id)
    except Denied as denied:
        if own.stage != UploadStage.SAVED:
            messages.error(request, denied.reason)
            return redirect("score_files:upload", own.public_id)
        return _outcome(request, own, denied.reason)
    words = ngettext("%(n)s score no longer counts.", "%(n)s scores no longer count.", undone.scores_added)
    messages.success(request, _("The file was undone.") + " " + words % {"n": number(undone.scores_added, 0)})
    return redirect("score_files:upload", undone.public_id)


def _outcome(request: Request, upload: Upload, refused: str = "") -> HttpResponse:
    context = {
        "page": outcome_page(upload, raised_by(request.actor, upload)),
        "refused": refused,
        "token": (TOKEN, token_for(request)),
    }
    return render(request, "score_files/upload_outcome.html", context, status=UNUSABLE if refused else 200)


def _no_longer_kept(request: Request) -> HttpResponse:
    messages.error(request, _("That file is no longer kept, as files wait for one day only. Please choose it again."))
    return redirect("score_files:uploads")


def _saved(upload: Upload) -> str:
    scores = ngettext("%(n)s score was saved.", "%(n)s scores were saved.", upload.scores_added)
    clients = ngettext("%(n)s client was added.", "%(n)s clients were added.", upload.clients_added)
    sentences = [scores % {"n": number(upload.scores_added, 0)}]
    sentences += [clients % {"n": number(upload.clients_added, 0)}] if upload.clients_added else []
    if raised := len(upload.choices.get("concerns", ())):
        concerns = ngettext("%(n)s concern was raised.", "%(n)s concerns were raised.", raised)
        sentences.append(concerns % {"n": number(raised, 0)})
    return " ".join(sentences)


def _own_upload(request: Request, upload: UUID) -> Upload:
    return get_object_or_404(uploads_for(request.actor), public_id=upload)


def _write_context(request: Request, idempotency_key: str | None = None) -> WriteContext:
    return WriteContext(dates.now(), dates.today(), idempotency_key)


def _tab_and_page(tab: str | None, page: str | None) -> tuple[str, int]:
    tab = tab if tab in ("unclear", "differ", "new", "known") else ""
    return tab, int(page) if page and page.isdecimal() and len(page) < 6 else 1


def _address(upload: Upload) -> str:
    return reverse("score_files:upload_preview", args=[upload.public_id])
