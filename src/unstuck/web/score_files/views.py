"""Files of scores: choose, say what is in it, look, save; and undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.errors import BadInput
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import number
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_recovery import TOKEN, idempotency_key_of, take_what_was_kept, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Upload
from unstuck.web.caseload.models.uploads import Stage
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.score_files import pages
from unstuck.web.score_files.actions.saving import Looked, save_upload
from unstuck.web.score_files.actions.undoing import undo_upload
from unstuck.web.score_files.actions.uploads import NewFile, bring_in, decide, describe, too_old
from unstuck.web.score_files.actions.uploads import discard as discard_upload
from unstuck.web.score_files.forms import FileForm, SheetForm, sheet_fields, shown_name, typed_choices
from unstuck.web.score_files.known import contents_of, plan_for
from unstuck.web.score_files.permissions import uploads_for
from unstuck.web.score_files.preview import Choices, choices_of, spans
from unstuck.web.score_files.reading import MOST_SCORES, Contents, look, look_at, read
from unstuck.web.score_files.sheets import guessed, sheet_of

LISTED = 50
UNUSABLE = 422


def uploads(request: Request) -> HttpResponse:
    """Choose a file; list those that one brought in before."""
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            return _brought_in(request, form.cleaned_data)
        return _uploads_page(request, form, status=UNUSABLE)
    kept = take_what_was_kept(request)
    if kept is not None:
        messages.info(request, _("You were signed out before the file arrived. Choose it once more."))
    return _uploads_page(
        request, FileForm(initial={"instrument": kept.get("instrument", "PHQ-9") if kept else "PHQ-9"})
    )


def _uploads_page(request: Request, form: FileForm, status: int = 200) -> HttpResponse:
    mine = list(uploads_for(request.actor).exclude(stage=Stage.DISCARDED).order_by("-at", "-pk")[:LISTED])
    now = dates.now()
    context = {
        "form": form,
        "waiting": [one for one in mine if one.stage == Stage.READ and not too_old(one, now)],
        "earlier": [one for one in mine if one.stage != Stage.READ],
        "token": (TOKEN, token_for(request)),
        "most": number(MOST_SCORES, 0),
        "day_of": localdate,
    }
    return render(request, "score_files/uploads.html", context, status=status)


def _brought_in(request: Request, said: Mapping[str, Any]) -> HttpResponse:
    file = NewFile(shown_name(said["file"]), said["file"].read(), said["instrument"])
    try:
        upload = bring_in(request.actor, file, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    return redirect("score_files:upload", upload.public_id)


def upload(request: Request, upload: UUID) -> HttpResponse:
    """Say what stands in which column; after saving, what came of the file."""
    found = _found(request, upload)
    if found.stage != Stage.READ:
        return _outcome(request, found)
    if too_old(found, dates.now()):
        return _no_longer_kept(request)
    headers = look(bytes(found.content or b""), found.file_name).headers
    if request.method == "POST":
        return _described(request, found, SheetForm(headers, request.POST))
    kept = take_what_was_kept(request)
    if kept is not None:
        messages.info(request, _("You were signed out meanwhile. What you had entered is here again."))
        return _sheet_page(request, found, SheetForm(headers, kept))
    sheet = sheet_of(found.mapping) if found.mapping else guessed(headers)
    return _sheet_page(request, found, SheetForm(headers, initial=sheet_fields(found, sheet, headers)))


def _described(request: Request, upload: Upload, form: SheetForm) -> HttpResponse:
    if not form.is_valid():
        return _sheet_page(request, upload, form, status=UNUSABLE)
    sheet, instrument = form.sheet(), form.cleaned_data["instrument"]
    context = _write_context(request)
    try:
        read(bytes(upload.content or b""), upload.file_name, sheet, instrument, context.today)
        describe(request.actor, upload, instrument, sheet, context)
    except BadInput as problem:
        return _sheet_page(request, upload, form, problem, status=UNUSABLE)
    except Denied:
        return _no_longer_kept(request)
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    return redirect("score_files:upload_preview", upload.public_id)


def _sheet_page(
    request: Request, upload: Upload, form: SheetForm, problem: BadInput | None = None, status: int = 200
) -> HttpResponse:
    content = bytes(upload.content or b"")
    top = look(content, upload.file_name)
    rows, wrong = list(top.rows), problem.row if problem else None
    if wrong and wrong > 1 and wrong not in {row.number for row in rows}:
        rows += [row for row in [look_at(content, upload.file_name, wrong)] if row]
    context = {
        "upload": upload,
        "form": form,
        "headers": top.headers,
        "rows": rows,
        "wrong": wrong,
        "wrong_column": problem.column if problem else None,
        "problem": str(problem) if problem else "",
        "counts_sessions": "session" in {header.strip().casefold() for header in top.headers},
        "token": (TOKEN, token_for(request)),
    }
    return render(request, "score_files/upload.html", context, status=status)


def preview(request: Request, upload: UUID) -> HttpResponse:
    """Show which client each row goes to; decide on what is unclear; save."""
    found = _found(request, upload)
    if found.stage != Stage.READ or not found.mapping:
        return redirect("score_files:upload", found.public_id)
    if too_old(found, dates.now()):
        return _no_longer_kept(request)
    try:
        contents = contents_of(found, dates.today())
    except BadInput as problem:
        messages.error(request, str(problem))
        return redirect("score_files:upload", found.public_id)
    if request.method == "POST":
        return _decided(request, found, contents)
    kept = take_what_was_kept(request)
    if kept is not None:
        messages.info(request, _("You were signed out meanwhile. What you had decided is here again."))
    typed = typed_choices(kept) if kept is not None else Choices()
    return _preview_page(request, found, contents, typed, _place(request.GET.get("show"), request.GET.get("page")))


def _decided(request: Request, upload: Upload, contents: Contents) -> HttpResponse:
    """Keep what was decided and go to another part, or save everything."""
    typed = typed_choices(request.POST)
    tab, page = _place(*request.POST.get("go", "").partition(":")[::2])
    try:
        if "save" not in request.POST:
            if typed != Choices():
                decide(request.actor, upload, typed, _write_context(request))
            return redirect(f"{_address(upload)}?show={tab}&page={page}")
        looked = Looked(contents, request.POST.get("seen", ""), typed)
        saved = save_upload(request.actor, upload, looked, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    except Denied as denied:
        if denied.code == "upload_closed":
            return _no_longer_kept(request)
        place = _place("" if denied.code in ("undecided", "stale_preview") else tab, "1")
        return _preview_page(request, upload, contents, typed, place, denied.reason)
    messages.success(request, _saved(saved))
    return redirect("score_files:upload", saved.public_id)


def _preview_page(
    request: Request, upload: Upload, contents: Contents, typed: Choices, place: tuple[str, int], refused: str = ""
) -> HttpResponse:
    choices = choices_of(upload.choices).with_typed(typed)
    plan = plan_for(request.actor, upload, contents, choices)
    context = {
        "upload": upload,
        "plan": plan,
        "contents": contents,
        "choices": choices,
        "tabs": pages.tabs(plan),
        "shown": pages.shown(plan, *place),
        "refused": refused,
        "words": pages,
        "spans": spans,
        "token": (TOKEN, token_for(request)),
    }
    return render(request, "score_files/upload_preview.html", context, status=UNUSABLE if refused else 200)


def discard(request: Request, upload: UUID) -> HttpResponse:
    """Forget a file that was not saved."""
    found = _found(request, upload)
    if request.method != "POST":
        return redirect("score_files:upload", found.public_id)
    try:
        discard_upload(request.actor, found, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone as done:
        return redirect("score_files:upload", done.answer)
    except Denied:
        return redirect("score_files:uploads")
    messages.success(request, _("The file was discarded. Nothing of it was saved."))
    return redirect("score_files:uploads")


def undo(request: Request, upload: UUID) -> HttpResponse:
    """Take a saved file back."""
    found = _found(request, upload)
    if request.method != "POST":
        return redirect("score_files:upload", found.public_id)
    try:
        undone = undo_upload(request.actor, found, _write_context(request, idempotency_key_of(request)))
    except AlreadyDone:
        messages.info(request, _("This file was undone before. Nothing more was changed."))
        return redirect("score_files:upload", found.public_id)
    except Denied as denied:
        if found.stage != Stage.SAVED:
            messages.error(request, denied.reason)
            return redirect("score_files:upload", found.public_id)
        return _outcome(request, found, denied.reason)
    words = ngettext("%(n)s score no longer counts.", "%(n)s scores no longer count.", undone.scores_added)
    messages.success(request, _("The file was undone.") + " " + words % {"n": number(undone.scores_added, 0)})
    return redirect("score_files:upload", undone.public_id)


def _outcome(request: Request, upload: Upload, refused: str = "") -> HttpResponse:
    context = {"upload": upload, "refused": refused, "day_of": localdate, "token": (TOKEN, token_for(request))}
    return render(request, "score_files/upload_outcome.html", context, status=UNUSABLE if refused else 200)


def _no_longer_kept(request: Request) -> HttpResponse:
    messages.error(request, _("That file is no longer kept: files wait for one day. Choose it again."))
    return redirect("score_files:uploads")


def _saved(upload: Upload) -> str:
    scores = ngettext("%(n)s score was saved.", "%(n)s scores were saved.", upload.scores_added)
    clients = ngettext("%(n)s client was added.", "%(n)s clients were added.", upload.clients_added)
    told = [scores % {"n": number(upload.scores_added, 0)}]
    return " ".join(told + ([clients % {"n": number(upload.clients_added, 0)}] if upload.clients_added else []))


def _found(request: Request, upload: UUID) -> Upload:
    return get_object_or_404(uploads_for(request.actor), public_id=upload)


def _write_context(request: Request, idempotency_key: str | None = None) -> WriteContext:
    return WriteContext(dates.now(), dates.today(), idempotency_key)


def _place(tab: str | None, page: str | None) -> tuple[str, int]:
    known = tab if tab in ("unclear", "differ", "new", "known") else ""
    return known, int(page) if page and page.isdecimal() and len(page) < 6 else 1


def _address(upload: Upload) -> str:
    return reverse("score_files:upload_preview", args=[upload.public_id])
