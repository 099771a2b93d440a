"""Signing in through the agency's own identity provider, by OpenID Connect, where whoever runs the site named one.

The protocol is Authlib's (`client`, loaded only where a provider is named). Who gets in by it: `accounts.provider`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from unstuck.web.components.environment import OpenIdProvider

SECOND_FACTOR_AT_PROVIDER = "second_factor_at_provider"
"""In a sign-in on its way, and in the session that it becomes: the provider said that it asked for two factors."""


@dataclass(frozen=True)
class ProviderAnswer:
    """What the provider says of who signed in there, each part checked.

    `verified_email` is empty unless the provider says that it verified it; `signed_in_at` is in seconds since 1970,
    None where the provider does not say.
    """

    issuer: str
    subject: str
    verified_email: str
    second_factor: bool
    signed_in_at: int | None


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
