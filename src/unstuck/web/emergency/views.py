"""Opening a record in an emergency, what was opened, and looking at it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.form_recovery import store_typed_form
from unstuck.web.accounts.queries import second_factor_of
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied, why_not
from unstuck.web.components.network_places import where_from
from unstuck.web.emergency import actions, policies
from unstuck.web.emergency.forms import EmergencyForm, EmergencyReviewForm
from unstuck.web.emergency.permissions import check_may_open, emergencies_for, emergencies_of_agency, open_now
from unstuck.web.emergency.presenters import log_lines


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: Request) -> HttpResponse:
    """Open a client's record for an hour, to be read. The second factor is asked for anew."""
    if request.method == "POST" and "close" in request.POST:
        return _close(request)
    may_not = why_not(check_may_open, request.actor)
    no_factor = "" if may_not else _no_second_factor(request)
    why = may_not or no_factor
    if not why and not _is_fresh(request):
        store_typed_form(request)
        by = "mfa_reauthenticate" if second_factor_of(request.user).app else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(by)}?{urlencode({'next': request.path})}")
    here = reverse("emergency:open")

    def act(fields: Mapping[str, Any], key: str) -> str:
        if why:
            raise Denied("not_for_emergencies", why)
        policies.check_tries(actions.wrong_tries(request.actor))
        context = write_context({}, key)
        try:
            opened = actions.open_record(request.actor, fields["who"], fields["reason"], where_from(request), context)
        except Denied as denied:
            if denied.code == "nobody_found":
                actions.count_wrong_try(request.actor, _now())
            raise
        return reverse("home:client", kwargs={"episode": opened.public_id})

    page = FormPage(
        "emergency/open.html",
        EmergencyForm,
        act,
        lambda led: reverse("home:client", kwargs={"episode": led}) if led else here,
        saved=_("The record is open for an hour. Everybody concerned was told."),
        context={
            "why": why,
            "no_factor": bool(no_factor),
            "mine": log_lines(open_now(request.actor.id).select_related("person")),
        },
    )
    return answer(request, page)


def _close(request: Request) -> HttpResponse:
    try:
        actions.close_record(request.actor, _now())
        messages.success(request, _("Closed."))
    except Denied as denied:
        messages.error(request, denied.reason)
    return redirect("emergency:open")


def _now() -> WriteContext:
    return WriteContext(dates.now(), dates.today())


def _no_second_factor(request: Request) -> str:
    if second_factor_of(request.user).active:
        return ""
    return _("This needs a second factor: an app or a passkey. Set one up first.")


def _is_fresh(request: Request) -> bool:
    return policies.is_fresh(get_authentication_records(request, request.user), dates.now())


@never_cache
@require_safe
def log(request: Request) -> HttpResponse:
    """Show whoever looks after the agency what was opened, without a client's name."""
    rows = emergencies_of_agency(request.actor).select_related("person", "end", "review__by")
    return render(request, "emergency/log.html", {"lines": log_lines(rows.order_by("-opened_at")[:200])})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, emergency: UUID) -> HttpResponse:
    """Look at what somebody opened in an emergency, as the second person."""
    rows = emergencies_for(request.actor).select_related("person", "client", "end", "review__by")
    one = get_object_or_404(rows, public_id=emergency)
    here = reverse("home:caseload")

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.review_emergency(request.actor, one, fields["verdict"], fields["words"], write_context({}, key))
        return here

    page = FormPage(
        "emergency/review.html",
        EmergencyReviewForm,
        act,
        lambda _led: here,
        saved=_("Noted."),
        context={"one": one, "line": log_lines([one])[0]},
    )
    return answer(request, page)
