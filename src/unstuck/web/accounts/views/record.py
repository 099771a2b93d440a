"""The record of what was done at the agency: who, what and when; clients as opaque ids."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.forms import FindEntriesForm
from unstuck.web.accounts.presenters import RecordPage, record_lines
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import RecordCheck, entries_of, verify_agency

PAGE = 50


def record(request: Request) -> HttpResponse:
    """List what was done at the agency, newest first; check on request that nobody changed it."""
    form = FindEntriesForm(request.GET, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    entries = _entries(request, asked)
    lines = record_lines(request.actor, entries[:PAGE])
    page = RecordPage(
        lines=lines,
        searched=any(asked.values()),
        older=_address(request, before=lines[-1].number) if len(entries) > PAGE else "",
        newest=_address(request) if request.GET.get("before") else "",
        check_address=_address(request, check=1),
        check=_check(request),
    )
    return render(request, "accounts/record.html", {"page": page, "form": form})


def _entries(request: Request, asked: dict[str, Any]) -> list[Entry]:
    entries = entries_of(request.actor.agency_public_id)
    if asked.get("action"):
        entries = entries.filter(action=asked["action"])
    if asked.get("person"):
        entries = entries.filter(actor=str(asked["person"].public_id))
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        entries = entries.filter(number__lt=int(before))
    return list(entries[: PAGE + 1])


def _check(request: Request) -> RecordCheck | None:
    return verify_agency(request.actor.agency_public_id) if request.GET.get("check") else None


def _address(request: Request, **more: int) -> str:
    asked = request.GET.copy()
    for name in ("before", "check"):
        asked.pop(name, None)
    for name, value in more.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"
