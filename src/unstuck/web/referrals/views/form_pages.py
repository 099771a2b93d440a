"""What the form pages share: the referral that may be read, and the page of one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage
from unstuck.web.caseload.client_pages import client_form_page
from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.models import Referral
from unstuck.web.referrals.permissions import referrals_for
from unstuck.web.referrals.queries import ReferralHistory, histories_of

Fields = Mapping[str, Any]


def history_of(request: Request, episode: Episode, referral: UUID) -> ReferralHistory:
    """Return a referral of an episode, with its history."""
    readable = referrals_for(request.actor).select_related("episode__client__agency", "service")
    subject: Referral = get_object_or_404(readable, public_id=referral, episode=episode)
    return histories_of([subject])[0]


def page_of(episode: Episode, referral: Referral | str) -> str:
    """Return the address of a referral."""
    public_id = referral if isinstance(referral, str) else str(referral.public_id)
    return reverse("referrals:referral", args=[episode.public_id, public_id])


def form_page(
    request: Request,
    episode: Episode,
    make: Callable[..., forms.Form],
    act: Callable[[Fields, str], str],
    *,
    title: str,
    back: str,
    saved: str,
    send: str,
    about: list[str] | None = None,
    again: Callable[[str], str] | None = None,
    **more: Any,
) -> FormPage:
    """Return the page of a form about outside support. `again`: where it leads if sent twice, if not back."""
    page = client_form_page(
        request,
        episode,
        "referrals/form.html",
        make,
        act,
        back,
        initial=more.get("initial"),
        saved=saved,
        context={"title": title, "about": about or [], "back": back, "send": send, "preview": more.get("preview")},
    )
    return replace(page, again=again) if again else page
