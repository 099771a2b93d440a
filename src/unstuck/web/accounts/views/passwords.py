"""What comes after a password was set through a link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from unstuck.language import gettext as _


def password_is_set(request: HttpRequest) -> HttpResponse:
    """Lead on to where they sign in with it."""
    messages.success(request, _("Your password is set. Sign in with it."))
    return redirect("account_login")
