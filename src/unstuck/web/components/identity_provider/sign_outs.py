"""Hearing from the provider that a session ended there, and leading people there to end it.

OpenID Connect Back-Channel Logout 1.0 (2.4 to 2.7) and RP-Initiated Logout 1.0 (2).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from authlib.common.urls import add_params_to_uri
from joserfc import jws
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from requests import RequestException

from unstuck.web.components import dates
from unstuck.web.components.environment import GATEWAY, OpenIdProvider
from unstuck.web.components.identity_provider import LONGEST_NOTICE, ProviderSignOut
from unstuck.web.components.identity_provider.client import FAULTS, LEEWAY, app_of, trouble

TYPE = "logout+jwt"
"""By which no other token of the provider's passes for a notice (RFC 8725, 3.11)."""
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_NAME = 255


def sign_out_said(token: str, provider: OpenIdProvider) -> ProviderSignOut:
    """Return what a logout token says ended at the provider. Raises ProviderTrouble where it is not to be believed.

    What it says is looked at first: what is not meant for this site costs no request for the provider's keys.
    """
    try:
        written = jws.extract_compact(token.encode())
        said = _notice(written.headers(), json.loads(written.payload), provider)
        app = app_of(provider)
        by = app.server_metadata["id_token_signing_alg_values_supported"]
        keys = KeySet.import_key_set(app.fetch_jwk_set())
        if not jws.validate_compact(written, keys, registry=jws.JWSRegistry(algorithms=by, strict_check_header=False)):
            raise ValueError("somebody else signed it")
    except RequestException as error:
        raise trouble("unreachable", error) from error
    except FAULTS as error:
        raise trouble("untrusted", error) from error
    return said


def _notice(header: Mapping[str, Any], claims: Any, provider: OpenIdProvider) -> ProviderSignOut:
    now = int(dates.now().timestamp())
    JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    if str(header.get("typ", "")).lower() != TYPE:
        raise ValueError("it is a token of another type")
    if claims["iat"] < now - LONGEST_NOTICE:
        raise ValueError("it is old")
    if "nonce" in claims or not isinstance(claims["events"][EVENT], dict):
        raise ValueError("it is about something else")
    subject, session = (_name(claims.get(part, "")) for part in ("sub", "sid"))
    if not subject and not session:
        raise ValueError("it names neither a session nor whose")
    return ProviderSignOut(provider.issuer, subject, session, claims["jti"])


def _name(said: Any) -> str:
    if not isinstance(said, str) or len(said) > LONGEST_NAME:
        raise ValueError("it names something that is no name")
    return said


def place_to_sign_out(provider: OpenIdProvider, back: str) -> str:
    """Return where somebody ends their session at the provider, and is sent back from; empty where there is no place.

    It names this site and nobody: an address stays in browsers and logs. Raises ProviderTrouble.
    """
    try:
        place = app_of(provider).server_metadata.get("end_session_endpoint")
        if not place:
            return ""
        if not re.fullmatch(GATEWAY, place):
            raise ValueError("end_session_endpoint is not reached over TLS")
    except RequestException as error:
        raise trouble("unreachable", error) from error
    except FAULTS as error:
        raise trouble("untrusted", error) from error
    return str(add_params_to_uri(place, {"client_id": provider.client, "post_logout_redirect_uri": back}))
