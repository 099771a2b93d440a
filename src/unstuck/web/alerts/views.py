"""The page of one alert: its life, and what was done about it; and the agency's setting of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.alerts.actions.setting import choose_budget
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.forms import AlertForm, BudgetForm
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.policies import check_may_wait
from unstuck.web.alerts.presenters import alert_page
from unstuck.web.alerts.setting_page import setting_page
from unstuck.web.caseload.client_pages import client_form_page, readable, write_context
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed


def alert(request: Request, episode: UUID, alert: UUID) -> HttpResponse:
    """Show the life of an alert, and record the next step of it."""
    client_episode, today = readable(request, episode), dates.today()
    current = get_object_or_404(alerts_for(request.actor), public_id=alert, episode=client_episode)
    if request.method == "POST" and not allowed(check_may_write, request.actor, client_episode):
        raise Http404

    can_wait = allowed(check_may_wait, client_episode.standing, today)

    def make(typed: Any = None, **options: Any) -> AlertForm:
        return AlertForm(typed, state=current.state, can_wait=can_wait, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        answer = AlertAnswer(fields["words"], fields.get("again_on"))
        take_step(request.actor, current, fields["action"], answer, write_context(fields, key))
        return here

    here = reverse("alerts:alert", kwargs={"episode": client_episode.public_id, "alert": current.public_id})
    context = {"page": alert_page(request.actor, current, client_episode)}
    page = client_form_page(
        request, client_episode, "alerts/alert.html", make, act, here, saved=_("Saved."), context=context
    )
    return answer(request, page)


@never_cache
def setting(request: Request) -> HttpResponse:
    """Show what each setting of the alerts would have led to, and choose one."""
    page = setting_page(request.actor, dates.today())

    def make(typed: Any = None) -> BudgetForm:
        return BudgetForm(typed, choices=page.choices, now=page.now)

    def act(fields: Mapping[str, Any], key: str) -> str:
        choose_budget(request.actor, fields["share"], now=dates.now(), key=key)
        return here

    here = reverse("alerts:setting")
    saved = _("Saved. The setting holds from now on.")
    return answer(
        request, FormPage("alerts/setting.html", make, act, lambda _answer: here, saved=saved, context={"page": page})
    )
