"""What the pages about one client share: the client that may be read, their own worker, a form about them.

Rooms above the caseload make their forms with this; a refused form comes back with the record's present version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404

from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import FormPage
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.changes import changes_since
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.queries import version_of
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of


def readable(request: Request, episode: UUID) -> Episode:
    """Return an episode that this person may read; any other is as if it did not exist."""
    found = rows_of(_readable, request.actor, episode)
    if not found:
        raise Http404
    return found[0]


def _readable(actor: Actor, episode: UUID) -> QuerySet[Episode]:
    with_it = ("client__agency", "worker", "standing__state")
    return permissions.episodes_for(actor).filter(public_id=episode).select_related(*with_it)


def own(request: Request, episode: UUID, check: Callable[..., None] = permissions.check_may_write) -> Episode:
    """Return an episode in which this person may record; any other is as if it did not exist.

    `check`: what else they must be to it, such as its worker in person (`check_is_own`).
    """
    readable_episode = readable(request, episode)
    try:
        check(request.actor, readable_episode)
    except Denied as denied:
        if denied.code == "restricted":  # they may read it, and are told why nothing is written
            raise
        raise Http404 from denied
    return readable_episode


def write_context(fields: Mapping[str, Any], idempotency_key: str) -> WriteContext:
    """Return when and from which form something is done."""
    return WriteContext(dates.now(), dates.today(), idempotency_key, fields.get("version"))


def client_form_page(
    request: Request,
    episode: Episode,
    template: str,
    make: Callable[..., forms.Form],
    act: Callable[[Mapping[str, Any], str], str],
    leads_to: str,
    *,
    initial: Mapping[str, Any] | None = None,
    saved: str = "",
    context: Mapping[str, Any] | None = None,
) -> FormPage:
    """Return the page of a form about one client. Sent twice, it leads where it led."""

    def freshen(typed: Any) -> Any:
        if request.method != "POST":
            return typed  # kept from before the session ended: whether anything was saved since is seen when it is sent
        fresh = typed.copy()
        fresh["version"] = str(version_of(episode))
        return fresh

    changes = changes_since(episode, request.POST.get("version", ""))
    return FormPage(
        template=template,
        make=lambda typed: make(typed, initial={"version": episode.version, **(initial or {})}),
        act=act,
        again=lambda _answer: leads_to,
        saved=saved,
        context={"episode": episode, "changes": changes, **(context or {})},
        freshen=freshen,
    )
