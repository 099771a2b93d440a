"""The list of a client's consents, recording one, taking one back, and what was done then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
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
from unstuck.web.consents.actions import consents as actions
from unstuck.web.consents.forms.consents import (
    GivenConsentForm,
    SeenToForm,
    WithdrawalForm,
    given_terms,
    withdrawal_terms,
)
from unstuck.web.consents.permissions import withdrawals_for
from unstuck.web.consents.queries import consent_with_key, consents_about, open_withdrawals


def _list_of(episode: UUID) -> str:
    return reverse("consents:consents", kwargs={"episode": episode})


@never_cache
@require_safe
def list_consents(request: Request, episode: UUID) -> HttpResponse:
    """Show every consent of a client, in force and past, and what has to be done about those taken back."""
    current = readable(request, episode)
    found = consents_about(current.client_id)
    context = {
        "episode": current,
        "in_force": [one for one in found if one.in_force],
        "past": [one for one in found if not one.in_force],
        "to_see_to": open_withdrawals(current.client_id),
        "may_write": allowed(check_works_with, request.actor, current),
    }
    return render(request, "consents/consents.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, episode: UUID) -> HttpResponse:
    """Record what a client was asked, and what they answered."""
    current = own(request, episode, check_works_with)

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.record_consent(request.actor, current, given_terms(dict(fields)), write_context({}, key))
        return _list_of(episode)

    page = FormPage(
        "consents/form.html",
        lambda typed: GivenConsentForm(typed, today=dates.today()),
        act,
        lambda _led: _list_of(episode),
        saved=_("Recorded."),
        context={"episode": current, "title": _("Record a consent")},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, episode: UUID, consent: str) -> HttpResponse:
    """Take a consent back, as the client said."""
    current = own(request, episode, check_works_with)
    found = consent_with_key(current.client_id, consent)
    if found is None:
        raise Http404

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.withdraw_consent(
            request.actor, current, consent, withdrawal_terms(dict(fields)), write_context({}, key)
        )
        return _list_of(episode)

    page = FormPage(
        "consents/withdraw.html",
        lambda typed: WithdrawalForm(typed, today=dates.today()),
        act,
        lambda _led: _list_of(episode),
        saved=_("Taken back. Nothing rests on it from now on."),
        context={"episode": current, "title": _("Take a consent back"), "one": found},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def see_to(request: Request, episode: UUID, withdrawal: int) -> HttpResponse:
    """Note what was done after a consent was taken back."""
    current = own(request, episode, check_works_with)
    rows = withdrawals_for(request.actor).filter(client=current.client_id)
    one = get_object_or_404(rows, pk=withdrawal)

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.see_to_withdrawal(request.actor, current, one, fields["words"], write_context({}, key))
        return _list_of(episode)

    page = FormPage(
        "consents/see_to.html",
        SeenToForm,
        act,
        lambda _led: _list_of(episode),
        saved=_("Noted."),
        context={"episode": current, "title": _("A consent was taken back"), "withdrawal": one},
    )
    return answer(request, page)
