"""The page of one alert: its life, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.guidance.tables import repair
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.forms import AlertForm
from unstuck.web.alerts.models import AlertSign
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.presenters import life
from unstuck.web.caseload.client_pages import client_form_page, readable, write_context
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components import dates
from unstuck.web.components.denied import why_not


def alert(request: Request, episode: UUID, alert: UUID) -> HttpResponse:
    """Show the life of an alert, and record the next step of it."""
    found, today = readable(request, episode), dates.today()
    one = get_object_or_404(alerts_for(request.actor), public_id=alert, episode=found)
    not_own = why_not(check_may_write, request.actor, found)
    if not_own and request.method == "POST":
        raise Http404

    def make(typed: Any = None, **options: Any) -> AlertForm:
        return AlertForm(typed, state=one.state, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        said = AlertAnswer(fields["words"], fields.get("again_on"))
        take_step(request.actor, one, fields["action"], said, write_context(fields, key))
        return here

    here = reverse("alerts:alert", kwargs={"episode": found.public_id, "alert": one.public_id})
    context = {
        "alert": one,
        "life": life(one),
        "repair": repair() if one.sign == AlertSign.ENGAGEMENT_FELL else None,
        "why_not": not_own or why_not(check_open, found),
    }
    page = client_form_page(request, found, "alerts/alert.html", make, act, here, saved=_("Saved."), context=context)
    return answer(request, page)
