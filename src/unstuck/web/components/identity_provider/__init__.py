"""Signing in through the agency's own identity provider, by OpenID Connect, where whoever runs the site named one.

The protocol is Authlib's (`client` and `sign_outs`, loaded only where a provider is named). Who gets in by it, and
whose sessions end with it: `accounts.provider` and `sign_outs`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unstuck.web.components.environment import OpenIdProvider

BY_PROVIDER = "provider"
"""What a session calls the way in which somebody showed who they are."""
SECOND_FACTOR_AT_PROVIDER = "second_factor_at_provider"
"""In a sign-in on its way, and in the session that it becomes: the provider said that it asked for two factors."""

LONGEST_NOTICE = 10 * 60
"""Seconds after which the provider's word that a session ended is not taken any more."""


@dataclass(frozen=True)
class ProviderAnswer:
    """What the provider says of who signed in there, each part checked.

    `session`: what the provider calls the session there, empty where it does not say. `verified_email` is empty unless
    the provider says that it verified it; `signed_in_at` is in seconds since 1970, None where it does not say.
    """

    issuer: str
    subject: str
    session: str
    verified_email: str
    second_factor: bool
    signed_in_at: int | None


@dataclass(frozen=True)
class ProviderSignOut:
    """What the provider says ended there: one session, or all of `subject` where `session` is empty. Each part checked.

    `token`: what the provider calls the notice itself; each is good once.
    """

    issuer: str
    subject: str
    session: str
    token: str


class ProviderTrouble(Exception):
    """Nobody was signed in by the provider; `code` is one of `unreachable`, `lost`, `declined` and `untrusted`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def provider() -> OpenIdProvider | None:
    """Return the provider of this installation; None where there is none."""
    named: OpenIdProvider | None = settings.OPENID_PROVIDER
    return named


def provider_name() -> str:
    """Return what people call the provider; empty where there is none."""
    named = provider()
    return named.name if named else ""


def lead_on(request: HttpRequest, page: str, named: OpenIdProvider, address: str) -> HttpResponse:
    """Answer a form with a page that leads on to the provider by itself.

    A redirect would be one that a form led to: the browser would ask our own policy about each address that the
    provider passes through, and we do not know them.
    """
    answer = render(request, page, {"provider_name": named.name, "address": address})
    answer["Refresh"] = f"0; url={address}"
    return answer
