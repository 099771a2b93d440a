"""Where one is signed in, and ending that."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.sessions import sessions_of
from unstuck.web.accounts.sessions.actions import end_other_sessions, end_session
from unstuck.web.accounts.sign_in import keep_this_session
from unstuck.web.components import dates


def sessions(request: Request) -> HttpResponse:
    """List one's sessions; end one of them, or all others."""
    if request.actor is None:
        raise PermissionDenied
    found = sessions_of(request.actor.id, request.session.session_key)
    if request.method != "POST":
        return render(request, "accounts/sessions.html", {"sessions": found})
    if request.POST.get("do") == "others":
        end_other_sessions(request.actor, now=dates.now())
        keep_this_session(request, request.user)
        messages.success(request, _("You are signed out everywhere else."))
    elif request.POST.get("do") == "end":
        ended = next((one for one in found if one.name == request.POST.get("session")), None)
        if ended is None or ended.is_this:
            raise Http404
        end_session(request.actor, ended.key, now=dates.now())
        messages.success(request, _("That session has ended."))
    else:
        raise BadRequest
    return redirect("accounts:sessions")
