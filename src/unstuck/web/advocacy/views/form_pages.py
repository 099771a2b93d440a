"""What the form pages of advocacy share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms

from unstuck.reporting.letters import Letter
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage
from unstuck.web.caseload.client_pages import client_form_page
from unstuck.web.caseload.models import Episode

Fields = Mapping[str, Any]


def task_form_page(
    request: Request,
    episode: Episode,
    make: Callable[..., forms.Form],
    act: Callable[[Fields, str], str],
    *,
    title: str,
    back: str,
    send: str,
    about: Sequence[str] = (),
    saved: str = "",
    preview: Letter | None = None,
    context: Mapping[str, Any] | None = None,
) -> FormPage:
    """Return the page of a form about advocacy. Sent twice, it leads back."""
    shown: dict[str, Any] = {
        "title": title,
        "about": about,
        "back": back,
        "send": send,
        "preview": preview,
        "offices": (),
    }
    shown |= context or {}
    return client_form_page(request, episode, "advocacy/form.html", make, act, back, saved=saved, context=shown)
