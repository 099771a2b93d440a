"""Protected records, and the accounting of what left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, readable, write_context
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.consents.actions import part2 as actions
from unstuck.web.consents.disclosures import disclosures_about
from unstuck.web.consents.forms.part2 import MARKED, DisclosureForm, Part2MarkForm, Part2RuleForm, offered_consents
from unstuck.web.consents.part2 import NOTICE, agency_is_part2, is_part2


def _list_of(episode: UUID) -> str:
    return reverse("consents:disclosures", kwargs={"episode": episode})


@never_cache
@require_safe
def disclosures(request: Request, episode: UUID) -> HttpResponse:
    """Show what left about a client, when, to whom and on which ground."""
    current = readable(request, episode)
    context = {
        "episode": current,
        "entries": disclosures_about(current.client),
        "is_part2": is_part2(current.client),
        "may_write": allowed(check_works_with, request.actor, current),
    }
    return render(request, "consents/disclosures.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: Request, episode: UUID) -> HttpResponse:
    """Record what was told to somebody outside by another way than a letter or a file of this site."""
    current = own(request, episode, check_works_with)
    consents = offered_consents(current.client_id)

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.record_disclosure(request.actor, current, actions.DisclosureTerms(**fields), write_context({}, key))
        return _list_of(episode)

    page = FormPage(
        "consents/disclose.html",
        lambda typed: DisclosureForm(typed, consents=consents, today=dates.today()),
        act,
        lambda _led: _list_of(episode),
        saved=_("Recorded."),
        context={"episode": current, "title": _("Record what was told"), "is_part2": is_part2(current.client)},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: Request, episode: UUID) -> HttpResponse:
    """Say whether a client's records are those of a substance use disorder programme."""
    current = own(request, episode, check_works_with)

    def act(fields: Mapping[str, Any], key: str) -> str:
        marked = fields["answer"] == MARKED
        actions.mark_client(request.actor, current, marked, fields["words"], write_context({}, key))
        return _list_of(episode)

    page = FormPage(
        "consents/mark.html",
        lambda typed: Part2MarkForm(typed, marked=is_part2(current.client)),
        act,
        lambda _led: _list_of(episode),
        saved=_("Saved."),
        context={"episode": current, "title": _("Records of a substance use programme"), "notice": NOTICE},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: Request) -> HttpResponse:
    """Say whether the agency is such a programme."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.say_of_agency(request.actor, fields["answer"] == MARKED, write_context({}, key))
        return reverse("accounts:people")

    page = FormPage(
        "consents/rule.html",
        lambda typed: Part2RuleForm(typed, applies=agency_is_part2(request.actor.agency_id)),
        act,
        lambda _led: reverse("accounts:people"),
        saved=_("Saved."),
        context={"notice": NOTICE},
    )
    return answer(request, page)
