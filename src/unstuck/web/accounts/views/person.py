"""One person's page, as administrators see it: what they are, what they were, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import Post, change_post, end_membership, take_back, take_second_factor_away
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import REFUSED, own_idempotency_key
from unstuck.web.accounts.form_recovery import recover_typed_form, token_for
from unstuck.web.accounts.forms import NO_TEAM, PostForm
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.accounts.presenters import person_page
from unstuck.web.accounts.provider.actions import unlink
from unstuck.web.accounts.queries import history_of, latest_memberships, open_proposal
from unstuck.web.accounts.views.links import give, shown_once
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied


def person(request: Request, person: UUID) -> HttpResponse:
    """Show somebody; do what was asked about them."""
    latest = get_object_or_404(latest_memberships(request.actor.agency_id), person__public_id=person)
    if request.method != "POST":
        return _page(request, latest, _recovered_form(request))
    form = PostForm(request.POST, actor=request.actor)
    do = ACTIONS.get(request.POST.get("do", ""))
    if do is None:
        raise BadRequest
    if do in WITH_POST and not form.is_valid():
        return _page(request, latest, form, status=REFUSED)
    try:
        do(request, _as_shown(request, latest), form)
    except AlreadyDone as done:
        return redirect("accounts:person", person=UUID(done.answer))
    except Denied as denied:
        return _page(request, latest, form if do in WITH_POST else None, denied.reason, status=REFUSED)
    return redirect("accounts:person", person=person)


def _as_shown(request: Request, latest: Membership) -> Membership:
    """Return the membership that the page was about when it was opened, which may have ended since."""
    shown = request.POST.get("membership", "")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 18):
        raise BadRequest
    return get_object_or_404(history_of(latest).select_related("person", "agency", "team"), pk=int(shown))


def _recovered_form(request: Request) -> PostForm | None:
    kept = recover_typed_form(request)
    return PostForm(kept, actor=request.actor) if kept and "role" in kept else None


def _as_is(membership: Membership) -> dict[str, object]:
    team = membership.team.public_id if membership.team else NO_TEAM
    return {"role": membership.role, "team": team, "membership": membership.pk}


def _post(form: PostForm) -> Post:
    return Post(Role(form.cleaned_data["role"]), form.cleaned_data["team"])


def _change(request: Request, membership: Membership, form: PostForm) -> None:
    change_post(
        membership, _post(form), by=request.actor, now=dates.now(), idempotency_key=own_idempotency_key(request)
    )
    messages.success(request, _waits(membership) or _("The new role applies from now on."))


def _take_back(request: Request, membership: Membership, form: PostForm) -> None:
    take_back(membership, _post(form), by=request.actor, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(request, _waits(membership) or _("%(name)s can sign in again.") % {"name": membership.person.name})


def _waits(membership: Membership) -> str:
    """Say that a second person has to confirm a role; empty where nobody has to."""
    if open_proposal(membership.person_id) is None:
        return ""
    return _("A second person has to confirm the role: supervisors, managers and administrators have been told.")


def _end(request: Request, membership: Membership, form: PostForm) -> None:
    end_membership(membership, by=request.actor, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(
        request,
        _("%(name)s can no longer sign in or open anything.") % {"name": membership.person.name}
        + " "
        + _("Open clients of theirs need a new worker: the supervisor of the team finds them in the team's caseload."),
    )


def _give_link(request: Request, membership: Membership, form: PostForm) -> None:
    give(request, membership, own_idempotency_key(request))


def _take_second_factor_away(request: Request, membership: Membership, form: PostForm) -> None:
    take_second_factor_away(membership, by=request.actor, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(
        request, _("%(name)s signs in with the password alone until they add a second factor again.")
        % {"name": membership.person.name},
    )  # fmt: skip


def _unlink(request: Request, membership: Membership, form: PostForm) -> None:
    unlink(membership, by=request.actor, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(request, _("The link is removed. The next sign-in by it makes a new one, by the e-mail address."))


ACTIONS: dict[str, Callable[[Request, Membership, PostForm], None]] = {
    "change": _change,
    "unlink": _unlink,
    "take_back": _take_back,
    "end": _end,
    "link": _give_link,
    "second_factor": _take_second_factor_away,
}
WITH_POST = (_change, _take_back)


def _page(
    request: Request, membership: Membership, form: PostForm | None, refused: str = "", status: int = 200
) -> HttpResponse:
    link, asks = shown_once(request, membership)
    context = {
        "page": person_page(request.actor, membership, link),
        "asks_for_code": asks,
        "form": form or PostForm(_as_is(membership), actor=request.actor),
        "refused": refused,
        "once": token_for(request),
    }
    return render(request, "accounts/person.html", context, status=status)
