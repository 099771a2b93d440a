"""What waits for somebody, in one list."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import REFUSED, own_idempotency_key
from unstuck.web.accounts.form_recovery import recover_typed_form, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.links import address_if_any
from unstuck.web.notifications.actions import choose_email, mark_seen
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.presenters import notifications_page
from unstuck.web.notifications.queries import notifications_for

LIST = "notifications:notifications"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: Request) -> HttpResponse:
    """Show what waits; open one, mark all as seen, or switch the e-mail on or off."""
    if request.actor is None:
        raise PermissionDenied
    if request.method != "POST":
        recover_typed_form(request)
        return _page(request)
    do = DOINGS.get(request.POST.get("do", ""))
    if do is None:
        return _page(request, _("Choose one of the buttons."), REFUSED)
    try:
        return do(request)
    except Denied as denied:
        return _page(request, denied.reason, REFUSED)


def _page(request: Request, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"page": notifications_page(request.actor), "once": token_for(request), "refused": refused}
    return render(request, "notifications/notifications.html", context, status=status)


def _open(request: Request) -> HttpResponse:
    """Mark one as seen and go where it leads."""
    which = request.POST.get("which", "")
    chosen = notifications_for(request.actor).filter(public_id=which).first() if _is_id(which) else None
    if chosen is None:
        raise Denied("not_there", _("This is no longer in your list."))
    _seen(request, [chosen])
    return redirect(_address(chosen))


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _address(notification: Notification) -> str:
    return address_if_any(notification.route, **notification.ids) or reverse(LIST)


def _all_seen(request: Request) -> HttpResponse:
    _seen(request, list(notifications_for(request.actor).filter(seen_at=None)))
    return redirect(LIST)


def _seen(request: Request, waiting: list[Notification]) -> None:
    try:
        mark_seen(request.actor, waiting, now=dates.now(), idempotency_key=own_idempotency_key(request))
    except AlreadyDone:
        return


def _email(request: Request) -> HttpResponse:
    wanted = request.POST.get("do") == "email_on"
    try:
        choose_email(request.actor, wanted, now=dates.now(), idempotency_key=own_idempotency_key(request))
    except AlreadyDone:
        return redirect(LIST)
    saved = {True: _("You get an e-mail when something is waiting."), False: _("No more e-mails. The list stays here.")}
    messages.success(request, saved[wanted])
    return redirect(LIST)


DOINGS: dict[str, Callable[[Request], HttpResponse]] = {
    "open": _open,
    "all_seen": _all_seen,
    "email_on": _email,
    "email_off": _email,
}
