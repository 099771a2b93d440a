"""What a client had restricted: the list, writing a wish down, deciding, and lifting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, readable, write_context
from unstuck.web.caseload.permissions import check_answers_for, check_works_with
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.consents.actions import restrictions as actions
from unstuck.web.consents.forms.restrictions import RestrictionDecisionForm, RestrictionForm, colleagues, teams
from unstuck.web.consents.permissions import restrictions_for
from unstuck.web.consents.presenters import restriction_lines
from unstuck.web.consents.workflow import ASKED


def _list_of(episode: UUID) -> str:
    return reverse("consents:restrictions", kwargs={"episode": episode})


@never_cache
@require_safe
def restrictions(request: Request, episode: UUID) -> HttpResponse:
    """Show what is restricted, was refused or lifted, each with who said what."""
    current = readable(request, episode)
    context = {
        "episode": current,
        "lines": restriction_lines(current.client_id),
        "may_write": allowed(check_works_with, request.actor, current),
        "may_decide": allowed(check_answers_for, request.actor, current),
    }
    return render(request, "consents/restrictions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request: Request, episode: UUID) -> HttpResponse:
    """Write down what a client asks for."""
    current = own(request, episode, check_works_with)
    people, groups = colleagues(request.actor, current), teams(request.actor)

    def act(fields: Mapping[str, Any], key: str) -> str:
        wish = actions.RestrictionWish(
            fields["scope"],
            fields["on"],
            fields["words"],
            person=people.get(fields["from_whom"]),
            team=groups.get(fields["from_whom"]),
        )
        actions.ask_for_restriction(request.actor, current, wish, write_context({}, key))
        return _list_of(episode)

    page = FormPage(
        "consents/restrict.html",
        lambda typed: RestrictionForm(typed, people=people, groups=groups, today=dates.today()),
        act,
        lambda _led: _list_of(episode),
        saved=_("Written down. Decide on it, or let a supervisor decide."),
        context={"episode": current, "title": _("The client asks for a restriction")},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, episode: UUID, restriction: UUID) -> HttpResponse:
    """Agree to what a client asked for or refuse it; or lift what is in force."""
    current = own(request, episode, check_answers_for)
    one = get_object_or_404(restrictions_for(request.actor), client=current.client_id, public_id=restriction)
    is_asked = one.state == ASKED

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.decide_restriction(
            request.actor, current, one, fields["action"], fields["on"], fields["words"], write_context({}, key)
        )
        return _list_of(episode)

    page = FormPage(
        "consents/decide.html",
        lambda typed: RestrictionDecisionForm(typed, asked=is_asked, today=dates.today()),
        act,
        lambda _led: _list_of(episode),
        saved=_("Saved. It holds from now on."),
        context={
            "episode": current,
            "title": _("Decide on a restriction") if is_asked else _("Lift a restriction"),
            "line": next(line for line in restriction_lines(current.client_id) if line.public_id == restriction),
        },
    )
    return answer(request, page)
