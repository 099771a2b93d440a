"""An identity provider of the smallest kind, on this machine: OpenID Connect's code flow, tokens signed with RS256.

It signs nobody in by a page: `authorize` reads what the site asked for and gives a code, as if somebody had just signed
in. What it says about them, and how it misbehaves, is set by each test. One with pages, for a real browser, stands in
`tests/journeys/identity_provider.py`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.web.serving import serving

CLIENT, SECRET = "unstuck", "hush-hush"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(claims: dict[str, Any], key: rsa.RSAPrivateKey | None, **more: str) -> str:
    """A JWT by RFC 7515; without a key by `none`. `more`: what its header says besides."""
    header = {"alg": "RS256" if key else "none", "kid": "one", **more}
    text = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()) if key else b""
    return f"{text}.{b64(signature)}"


class IdentityProvider(ThreadingHTTPServer):
    """`about`: what it says in the ID token; `beside`: at its userinfo alone; `key`: what it signs with.

    `more`: what else its metadata names; `clock`: what it goes by when it tells of a session that ended.
    """

    daemon_threads = True

    def __init__(self, conversation: type[Conversation] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), conversation or Conversation)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}/agency"
        self.about: dict[str, Any] = {"sub": "s-1"}
        self.beside: dict[str, Any] = {}
        self.key: rsa.RSAPrivateKey | None = KEY
        self.names_itself = self.issuer
        self.more: dict[str, Any] = {}
        self.clock = time.time
        self.is_broken = False
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: dict[str, str] = {}

    def authorize(self, address: str) -> dict[str, str]:
        """Do what the pages of a provider do: read what is asked for, and return what the browser brings back."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        assert self.asked["response_type"] == "code"
        code = secrets.token_urlsafe(8)
        self.codes[code] = self.asked
        return {"code": code, "state": self.asked["state"]}

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.names_itself,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            **self.more,
        }

    def keys(self) -> dict[str, Any]:
        numbers = KEY.public_key().public_numbers()
        n, e = (b64(number.to_bytes(length, "big")) for number, length in ((numbers.n, 256), (numbers.e, 3)))
        return {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": n, "e": e}]}

    def token(self, form: dict[str, str], basic: str) -> dict[str, Any]:
        """Give a token for a code, once, to whoever began with the verifier's challenge (RFC 7636, 4.6)."""
        asked = self.codes.pop(form["code"], None)
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or basic != f"Basic {right}" or form["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        if b64(hashlib.sha256(form["code_verifier"].encode()).digest()) != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        said = without_none({**usual, **self.says_of(asked)})
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed(said, self.key)}

    def says_of(self, asked: dict[str, str]) -> dict[str, Any]:
        """What stands in the ID token, about whoever signed in for this code."""
        return self.about

    def logout_token(self, typ: str = "logout+jwt", key: rsa.RSAPrivateKey | None = KEY, **said: Any) -> str:
        """The notice that a session ended, by Back-Channel Logout 1.0, 2.4; None leaves a claim out."""
        now = int(self.clock())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(8)}
        event: dict[str, Any] = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
        return signed(without_none({**usual, **event, **said}), key, typ=typ)


def without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        provider = cast(IdentityProvider, self.server)
        page = self.path.rpartition("/")[2]
        self.say({"openid-configuration": provider.metadata(), "keys": provider.keys()}.get(page, provider.beside))

    def do_POST(self) -> None:
        provider = cast(IdentityProvider, self.server)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.say(provider.token(form, self.headers.get("Authorization", "")))

    def say(self, answer: dict[str, Any]) -> None:
        broken = cast(IdentityProvider, self.server).is_broken
        body = b"<p>Sorry" if broken else json.dumps(answer).encode()
        self.send_response(400 if "error" in answer else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


def running() -> AbstractContextManager[IdentityProvider]:
    """Serve until the end of the body."""
    return serving(IdentityProvider())
