"""Changing a password where there is one, and what comes after one was set through a link."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from unstuck.language import gettext as _


def password_is_set(request: HttpRequest) -> HttpResponse:
    """Lead on to where they sign in with it."""
    messages.success(request, _("Your password is set. Sign in with it."))
    return redirect("account_login")


def change_password(request: HttpRequest) -> HttpResponse:
    """Let somebody choose another password. Who has none, because they sign in elsewhere, gets one by a link alone."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        messages.info(request, _("You have no password here, so there is none to change. You can set one by a link."))
        return redirect("accounts:me")
    answer: HttpResponse = account.password_change(request)
    return answer
