"""The way to the provider and back, by Authlib: state, nonce and PKCE out, the ID token checked on the way in.

Authorization code flow (OpenID Connect Core 1.0, 3.1; RFC 9700, 2.1.1). Nothing but the environment says which provider
is asked, and its answers are followed nowhere else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest
from joserfc.errors import JoseError
from requests import RequestException

from unstuck.web.components import dates
from unstuck.web.components.environment import GATEWAY, OpenIdProvider
from unstuck.web.components.identity_provider import ProviderAnswer, ProviderTrouble

log = logging.getLogger(__name__)

NAME, TRIP = "agency", "provider_trip"
LONGEST_TRIP = 10 * 60
"""Seconds at the provider's pages; who takes longer begins again."""
TIMEOUT = 5
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key that only the provider has: never `none`, never a shared secret."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ENTRA = "https://login.microsoftonline.com/"
SAYS_VERIFIED = {"email_verified", "xms_edov"}
KNOWN_AND_HELD = {"pwd", "pin"}, {"otp", "hwk", "sc"}
"""What `amr` calls a factor that is known, and one that is held (RFC 8176, 2). Text messages and calls are left out."""
FAULTS = (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)
"""What Authlib raises at an answer that is not what it should be, and what an answer of another shape leads to."""


@dataclass(frozen=True)
class Trip:
    """Why somebody left for the provider, to sign in or to confirm that it is them; whereto next, and when."""

    confirms: bool
    next: str
    began: float


def depart(request: HttpRequest, provider: OpenIdProvider, back: str, *, confirms: bool, next: str) -> str:  # noqa: A002
    """Return the address at the provider, having noted in the session what must come back. Raises ProviderTrouble."""
    anew = {"prompt": "login", "max_age": "0"} if confirms else {}
    _forget(request)
    try:
        app = app_of(provider)
        sent = app.create_authorization_url(back, **anew)
    except RequestException as error:
        raise trouble("unreachable", error) from error
    except FAULTS as error:
        raise trouble("untrusted", error) from error
    app.save_authorize_data(request, redirect_uri=back, **sent)
    request.session[TRIP] = {
        "state": sent["state"], "confirms": confirms, "next": next, "began": dates.now().timestamp(),
    }  # fmt: skip
    return str(sent["url"])


def arrive(request: HttpRequest, provider: OpenIdProvider) -> tuple[Trip, ProviderAnswer]:
    """Return what the provider says of whoever comes back. Raises ProviderTrouble; each trip is good for one return."""
    trip = _trip(request)
    try:
        return trip, _answer(request, provider)
    except RequestException as error:
        raise trouble("unreachable", error) from error
    except FAULTS as error:
        raise trouble("untrusted", error) from error
    finally:
        _forget(request)


def _trip(request: HttpRequest) -> Trip:
    noted = request.session.pop(TRIP, None)
    state, late = request.GET.get("state"), dates.now().timestamp() - LONGEST_TRIP
    if not noted or not state or state != noted["state"] or noted["began"] < late:
        _forget(request)
        raise ProviderTrouble("lost")
    if "error" in request.GET:
        _forget(request)
        raise ProviderTrouble("declined")
    return Trip(noted["confirms"], noted["next"], noted["began"])


def app_of(provider: OpenIdProvider) -> Any:
    """Return Authlib's client, with what the provider says of itself, which is asked anew each time."""
    where = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    asks = {
        "scope": "openid email", "code_challenge_method": "S256", "default_timeout": TIMEOUT, "max_redirects": 0,
    }  # fmt: skip
    app = OAuth().register(
        NAME, client_id=provider.client, client_secret=provider.secret, server_metadata_url=where, client_kwargs=asks
    )
    says = app.load_server_metadata()
    if says.get("issuer") != provider.issuer:  # OpenID Connect Discovery 1.0, 4.3
        raise ValueError("the provider names another issuer")
    for endpoint in (*ENDPOINTS, *(["userinfo_endpoint"] if "userinfo_endpoint" in says else [])):
        if not re.fullmatch(GATEWAY, says[endpoint]):
            raise ValueError(f"{endpoint} is not reached over TLS")
    signed_by = says.get("id_token_signing_alg_values_supported") or ["RS256"]
    says["id_token_signing_alg_values_supported"] = [one for one in SIGNED_BY if one in signed_by]
    ways = says.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    app.client_kwargs["token_endpoint_auth_method"] = way
    return app


def _answer(request: HttpRequest, provider: OpenIdProvider) -> ProviderAnswer:
    if request.GET.get("iss", provider.issuer) != provider.issuer:  # RFC 9207, 2.4
        raise ValueError("the answer names another issuer")
    app = app_of(provider)
    must = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
        "sub": {"essential": True},
    }
    token = app.authorize_access_token(request, claims_options=must, leeway=LEEWAY)
    claims = token["userinfo"]
    about = claims if SAYS_VERIFIED & claims.keys() else _userinfo(app, token, claims["sub"])
    signed_in_at = claims.get("auth_time")
    return ProviderAnswer(
        issuer=provider.issuer,
        subject=_subject(claims["sub"]),
        session=session if isinstance(session := claims.get("sid"), str) else "",
        verified_email=verified_email(about, provider.issuer),
        second_factor=shows_two_factors(claims),
        signed_in_at=int(signed_in_at) if signed_in_at is not None else None,
    )


def verified_email(about: Mapping[str, Any], issuer: str) -> str:
    """Return the address that the provider says it verified, empty where it does not say so.

    Microsoft Entra ID has no `email_verified`. Its `xms_edov` says that whose domain it is was verified, and stands
    there as true or as "1". From anybody else that name means nothing.
    """
    email, says_so = about.get("email"), about.get("email_verified") is True
    if issuer.startswith(ENTRA):
        says_so = says_so or about.get("xms_edov") in (True, "1", "true")
    return email if says_so and isinstance(email, str) else ""


def _subject(said: Any) -> str:
    """Return the subject. Raises ValueError for more than Core 1.0, 2 allows: 255 characters, of ASCII."""
    if not isinstance(said, str) or not said.isascii() or not 0 < len(said) <= 255:
        raise ValueError("sub is not a name of at most 255 characters")
    return said


def _userinfo(app: Any, token: Any, subject: str) -> Mapping[str, Any]:
    """Return what the provider says beside the ID token; nothing where it has no place for it (Core 1.0, 5.3)."""
    if "userinfo_endpoint" not in app.server_metadata:
        return {}
    more: Mapping[str, Any] = app.userinfo(token=token)
    if more.get("sub") != subject:
        raise ValueError("userinfo is about somebody else")
    return more


def shows_two_factors(claims: Mapping[str, Any]) -> bool:
    """Tell whether the provider says that it asked for two factors. `acr` is not read: its values are not agreed upon.

    >>> shows_two_factors({"amr": ["mfa"]}), shows_two_factors({"amr": ["pwd", "otp"]})
    (True, True)
    >>> shows_two_factors({"amr": ["otp"]}), shows_two_factors({"amr": ["pwd", "sms"]}), shows_two_factors({"acr": "2"})
    (False, False, False)
    """
    said = claims.get("amr")
    named = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set()
    known, held = KNOWN_AND_HELD
    return "mfa" in named or bool(named & known and named & held)


def _forget(request: HttpRequest) -> None:
    """Remove what Authlib noted of trips that are over, or will not come back any more."""
    for key in list(request.session.keys()):
        if key.startswith(f"_state_{NAME}_"):
            del request.session[key]


def trouble(code: str, error: Exception) -> ProviderTrouble:
    """Say it in the log, by its kind alone: messages of errors may quote the answer."""
    log.warning("What the identity provider said is of no use (%s): %s", code, type(error).__name__)
    return ProviderTrouble(code)
