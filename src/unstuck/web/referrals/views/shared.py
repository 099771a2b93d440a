"""What the pages share: reading through the gate, and the page of one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage
from unstuck.web.caseload.actions.frame import Moment
from unstuck.web.caseload.changes import changes_since
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write, episodes_for
from unstuck.web.caseload.queries import version_of
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.referrals.models import Referral
from unstuck.web.referrals.permissions import referrals_for
from unstuck.web.referrals.queries import Story, stories

Fields = Mapping[str, Any]


def readable(request: Request, episode: UUID) -> Episode:
    """Return an episode that this person may read; any other is as if it did not exist."""
    found = episodes_for(request.actor).select_related("client", "client__agency")
    return get_object_or_404(found, public_id=episode)


def own(request: Request, episode: UUID) -> Episode:
    """Return an episode that is this person's own work; any other is as if it did not exist."""
    found = readable(request, episode)
    if not allowed(check_may_write, request.actor, found):
        raise Http404
    return found


def story_of(request: Request, episode: Episode, referral: UUID) -> Story:
    """Return a referral of an episode, with everything that belongs to it."""
    found = referrals_for(request.actor).select_related("episode__client__agency", "service")
    one: Referral = get_object_or_404(found, public_id=referral, episode=episode)
    return stories([one])[0]


def moment_of(fields: Fields, receipt: str) -> Moment:
    """Return when and from which form something is done."""
    return Moment(dates.now(), dates.today(), receipt, fields["version"])


def page_of(episode: Episode, referral: Referral | str) -> str:
    """Return the address of a referral."""
    known = referral if isinstance(referral, str) else str(referral.public_id)
    return reverse("referrals:referral", args=[episode.public_id, known])


def form_page(
    request: Request,
    episode: Episode,
    make: Callable[..., forms.Form],
    act: Callable[[forms.Form, str], str],
    *,
    title: str,
    back: str,
    saved: str,
    send: str,
    about: list[str] | None = None,
    again: Callable[[str], str] | None = None,
    **more: Any,
) -> FormPage:
    """Return the page of a form; a refused one comes back with the record's present version."""
    made: list[forms.Form] = []

    def remembered(typed: Any) -> forms.Form:
        made.append(make(typed, initial={"version": episode.version, **more.get("initial", {})}))
        return made[-1]

    def freshen(typed: Any) -> Any:
        fresh = typed.copy()
        fresh["version"] = str(version_of(episode))
        return fresh

    context = {
        "episode": episode, "title": title, "about": about or [], "back": back, "send": send,
        "preview": more.get("preview"), "changes": changes_since(episode, request.POST.get("version", "")),
    }  # fmt: skip
    return FormPage(
        template="referrals/form.html",
        make=remembered,
        act=lambda _fields, receipt: act(made[-1], receipt),
        again=again or (lambda _answer: back),
        saved=saved,
        context=context,
        freshen=freshen,
    )
