"""What the pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import consultations_for


def readable(request: Request, consultation: UUID) -> Consultation:
    """Return a consultation that this person may read; any other is as if it did not exist."""
    consultations = consultations_for(request.actor).select_related("episode__client", "asker", "group")
    return get_object_or_404(consultations, public_id=consultation)


def mine(request: Request, consultation: UUID) -> Consultation:
    """Return a consultation that this person asked for; any other is as if it did not exist."""
    own_consultations = consultations_for(request.actor).filter(asker=request.actor.id)
    return get_object_or_404(
        own_consultations.select_related("episode__client", "asker", "group"), public_id=consultation
    )


def page_of(consultation: Consultation) -> str:
    """Return the address of a consultation."""
    return reverse("consultation:consultation", kwargs={"consultation": consultation.public_id})


def form_page(
    template: str,
    make: Callable[[Any], forms.Form],
    act: Callable[[Mapping[str, Any], str], str],
    led: Callable[[str], str],
    *,
    fresh: Callable[[], Mapping[str, str]],
    saved: str,
    **context: Any,
) -> FormPage:
    """Return the page of one form; a refused one comes back with what is `fresh`, such as the present version."""

    def freshen(typed: Any) -> Any:
        again = typed.copy()
        for name, value in fresh().items():
            again[name] = value
        return again

    return FormPage(f"consultation/{template}.html", make, act, led, saved, context, freshen)
