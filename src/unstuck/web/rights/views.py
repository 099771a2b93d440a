"""The client's rights: what they may ask for, and what the agency does then."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.web.accounts.actors import Request
from unstuck.web.caseload.client_pages import readable
from unstuck.web.components import dates
from unstuck.web.components.letters import attached, download
from unstuck.web.rights.own_record import as_data, as_letter, left_out, own_record


@never_cache
@require_safe
def rights(request: Request, episode: UUID) -> HttpResponse:
    """Say what a client may ask for, and lead to where it is done."""
    return render(request, "rights/rights.html", {"episode": readable(request, episode)})


@never_cache
@require_safe
def record(request: Request, episode: UUID) -> HttpResponse:
    """Show the client's own record, to be read with them or printed."""
    current = readable(request, episode)
    shown = own_record(request.actor, current.client, dates.today())
    return render(request, "rights/record.html", {"episode": current, "record": shown, "left_out": left_out()})


@never_cache
@require_safe
def record_pdf(request: Request, episode: UUID) -> HttpResponse:
    """Download it as a letter."""
    made = own_record(request.actor, readable(request, episode).client, dates.today())
    return download(request, as_letter(made, request.actor), reverse("rights:record", kwargs={"episode": episode}))


@never_cache
@require_safe
def record_data(request: Request, episode: UUID) -> HttpResponse:
    """Download it as data."""
    made = own_record(request.actor, readable(request, episode).client, dates.today())
    content = json.dumps(as_data(made), ensure_ascii=False, indent=1).encode()
    return attached(content, "application/json", "own-record.json")
