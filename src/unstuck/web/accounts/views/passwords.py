"""Changing a password where there is one, and what comes after one was set through a link."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from unstuck.language import gettext as _
from unstuck.web.accounts.sign_in import UNDELIVERED


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


class AskForLinkView(account.PasswordResetView):
    """The page that asks for a link by e-mail. Where no mail server takes it, it says so, for every address alike."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the mail."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except UNDELIVERED:
            problem = _("No e-mail can be sent just now. Try again later, or ask an administrator at your agency.")
            form.add_error(None, problem)
            answer = self.form_invalid(form)
        return answer
