"""The identity provider of the tests with pages of its own, for people with a browser and a session there."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from html import escape
from http.cookies import SimpleCookie
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from tests.web.accounts.identity_provider import CLIENT, Conversation, IdentityProvider
from tests.web.serving import serving

COOKIE = "session_at_provider"
PAGE = "<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><form method=post>{fields}</form></html>"


class ProviderWithPages(IdentityProvider):
    """`accounts`: who has an account there, by name, and what is said of them. One button signs in as each.

    `site`: the one that it serves: people are sent back there, and it is told of sessions that end. `spoils`: what is
    made wrong on the way back.
    """

    def __init__(self) -> None:
        super().__init__(_Pages)
        self.accounts: dict[str, dict[str, Any]] = {}
        self.signed_in: dict[str, str] = {}
        self.spoils: dict[str, str] = {}
        self.site = ""
        self.more = {"end_session_endpoint": f"{self.issuer}/sign-out"}

    def says_of(self, asked: dict[str, str]) -> dict[str, Any]:
        """Add the session there to what is said of somebody."""
        session = asked["session"]
        return {"sid": session, **self.accounts[self.signed_in[session]], **self.about}

    def back(self, query: str, session: str) -> str:
        """Return where somebody who signed in goes, with a code."""
        brought = self.authorize(f"?{query}") | self.spoils
        self.codes[brought["code"]]["session"] = session
        assert self.asked["redirect_uri"] == f"{self.site}/sign-in/provider/back/", "it is not registered"
        return f"{self.asked['redirect_uri']}?{urlencode(brought)}"

    def ends(self, session: str) -> int:
        """End a session, as an administrator there does, and tell the site; return what the site answers."""
        who = self.accounts[self.signed_in.pop(session)]
        notice = {"logout_token": self.logout_token(sub=who["sub"], sid=session)}
        return requests.post(f"{self.site}/sign-out/provider/", notice, timeout=60, allow_redirects=False).status_code


class _Pages(Conversation):
    def do_GET(self) -> None:  # noqa: N802  # http.server's own name
        provider, page = cast(ProviderWithPages, self.server), urlsplit(self.path)
        if page.path.endswith("/authorize"):
            if self._session in provider.signed_in:
                self._send_on(provider.back(page.query, self._session))
            else:
                names = [escape(one) for one in provider.accounts]
                self._show("Riverside ID", "".join(f'<button name="who" value="{one}">{one}</button>' for one in names))
        elif page.path.endswith("/sign-out"):
            self._show("Sign out of Riverside ID?", "<button>Yes, sign out</button>")
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802
        provider, page = cast(ProviderWithPages, self.server), urlsplit(self.path)
        if page.path.endswith("/token"):
            super().do_POST()
            return
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if page.path.endswith("/authorize"):
            session = secrets.token_urlsafe(8)
            provider.signed_in[session] = dict(parse_qsl(sent))["who"]
            self._send_on(provider.back(page.query, session), session)
        else:
            asked = dict(parse_qsl(page.query))
            registered = (
                asked["client_id"] == CLIENT and asked["post_logout_redirect_uri"] == f"{provider.site}/sign-in/"
            )
            assert registered, "the way back is not registered"
            provider.ends(self._session)
            self._send_on(asked["post_logout_redirect_uri"])

    @property
    def _session(self) -> str:
        kept = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        return kept.value if kept else ""

    def _show(self, title: str, fields: str) -> None:
        body = PAGE.format(title=title, fields=fields).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_on(self, address: str, session: str = "") -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        if session:
            self.send_header("Set-Cookie", f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()


def running_with_pages() -> AbstractContextManager[ProviderWithPages]:
    """Serve until the end of the body."""
    return serving(ProviderWithPages())
