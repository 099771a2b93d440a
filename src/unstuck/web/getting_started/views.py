"""What is left to set up, and two things that an administrator says are seen to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.checkins.questionnaires import askable
from unstuck.web.components import dates
from unstuck.web.getting_started.actions import BackupCare, note_backup, note_questionnaires
from unstuck.web.getting_started.forms import BackupForm
from unstuck.web.getting_started.presenters import tasks_page
from unstuck.web.getting_started.queries import beginnings_of


def tasks(request: Request) -> HttpResponse:
    """Show what is left to set up, and what is done."""
    page = tasks_page(beginnings_of(request.actor.agency_id, dates.today()))
    return render(request, "getting_started/tasks.html", {"page": page})


def questionnaires(request: Request) -> HttpResponse:
    """Show which questionnaires can be asked; note that the agency has looked at them."""

    def act(_fields: Mapping[str, Any], key: str) -> str:
        note_questionnaires(request.actor, now=dates.now(), idempotency_key=key)
        return _tasks()

    context = {"askable": askable(request.actor.agency_id)}
    return _page(request, "getting_started/questionnaires.html", forms.Form, act, context)


def backup(request: Request) -> HttpResponse:
    """Say what has to be copied; note who looks after it."""
    latest = beginnings_of(request.actor.agency_id, dates.today()).backup
    initial = {"who": latest.who, "tried_on": latest.tried_on} if latest else {}

    def act(fields: Mapping[str, Any], key: str) -> str:
        care = BackupCare(fields["who"], fields["tried_on"])
        note_backup(request.actor, care, now=dates.now(), today=dates.today(), idempotency_key=key)
        return _tasks()

    return _page(request, "getting_started/backup.html", lambda typed: BackupForm(typed, initial=initial), act, {})


def _tasks() -> str:
    return reverse("getting_started:tasks")


def _page(
    request: Request,
    template: str,
    make: Callable[[Any], forms.Form],
    act: Callable[[Mapping[str, Any], str], str],
    context: Mapping[str, Any],
) -> HttpResponse:
    page = FormPage(
        template=template, make=make, act=act, again=lambda _led: _tasks(), saved=_("Saved."), context=context
    )
    return answer(request, page)
