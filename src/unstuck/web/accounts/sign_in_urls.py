"""The pages of django-allauth that are in use, by the names that allauth itself looks them up with.

No other page of allauth exists here: no sign-up, no change of address. Signing out is the room `sign_outs`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from axes.decorators import axes_dispatch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, re_path
from django.urls import path as route
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from unstuck.web.accounts.sign_in import mail_is_configured
from unstuck.web.accounts.views import provider
from unstuck.web.accounts.views.passwords import AskForLinkView, change_password, password_is_set
from unstuck.web.components.identity_provider import provider_name

View = Callable[..., HttpResponse]


def as_everywhere(view: View) -> View:
    """Answer as all pages of the site do: a form with something to look at is 422, and secrets are not cached."""

    @wraps(view)
    def answered(request: HttpRequest, *places: Any, **named: Any) -> HttpResponse:
        answer = view(request, *places, **named)
        if request.method == "POST" and isinstance(answer, TemplateResponse) and answer.status_code == 200:
            answer.status_code = 422
        return answer

    return never_cache(answered)


def path(address: str, view: View, name: str) -> URLPattern:
    """Return one route."""
    return route(address, as_everywhere(view), name=name)


ask_for_link = AskForLinkView.as_view(extra_context={"by_mail": mail_is_configured})
sign_in = account.LoginView.as_view(extra_context={"provider_name": provider_name})
passkeys = webauthn.ListWebAuthnView.as_view(extra_context={"local": localdate})

urlpatterns = [
    path("sign-in/", axes_dispatch(sign_in), "account_login"),
    path("sign-in/passkey/", webauthn.login_webauthn, "mfa_login_webauthn"),
    path("sign-in/provider/", provider.sign_in, "account_provider_sign_in"),
    path("sign-in/provider/back/", provider.come_back, "account_provider_back"),
    path("sign-in/second-step/", mfa.authenticate, "mfa_authenticate"),
    path("sign-in/ended/", account.account_inactive, "account_inactive"),
    path("password/change/", change_password, "account_change_password"),
    path("password/link/", ask_for_link, "account_reset_password"),
    path("password/link/sent/", account.password_reset_done, "account_reset_password_done"),
    path("password/set/done/", password_is_set, "account_reset_password_from_key_done"),
    re_path(
        r"^password/set/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        as_everywhere(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("confirm/password/", account.reauthenticate, "account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, "mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    path("confirm/provider/", provider.confirm, "account_provider_confirm"),
    path("me/second-factor/", mfa.index, "mfa_index"),
    path("me/second-factor/app/", totp.activate_totp, "mfa_activate_totp"),
    path("me/second-factor/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    path("me/second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    path("me/second-factor/codes/again/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    path("me/passkeys/", passkeys, "mfa_list_webauthn"),
    path("me/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/rename/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]
