"""One's own notes about a client, apart from the record: for their author alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.components import dates
from unstuck.web.process_notes import actions
from unstuck.web.process_notes.forms import ProcessNoteForm
from unstuck.web.process_notes.permissions import notes_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request, episode: UUID) -> HttpResponse:
    """Show one's own notes about a client, and keep another."""
    current = own(request, episode, check_is_own)
    here = reverse("process_notes:notes", kwargs={"episode": episode})

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.keep_note(request.actor, current, fields["on"], fields["words"], write_context({}, key))
        return here

    page = FormPage(
        "process_notes/notes.html",
        lambda typed: ProcessNoteForm(typed, today=dates.today()),
        act,
        lambda _led: here,
        saved=_("Kept apart from the record, for your eyes only."),
        context={
            "episode": current,
            "notes": list(notes_of(request.actor).filter(episode=current)),
            "days": actions.KEPT_CLOSED.days,
        },
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, episode: UUID, apart: UUID) -> HttpResponse:
    """Remove a note of one's own."""
    current = own(request, episode, check_is_own)
    row = get_object_or_404(notes_of(request.actor), episode=current, public_id=apart)
    here = reverse("process_notes:notes", kwargs={"episode": episode})

    def act(_fields: Mapping[str, Any], key: str) -> str:
        actions.remove_note(request.actor, row, write_context({}, key))
        return here

    page = FormPage(
        "process_notes/remove.html",
        forms.Form,
        act,
        lambda _led: here,
        saved=_("Removed."),
        context={"episode": current, "note": row},
    )
    return answer(request, page)
