"""The identity provider of Riverside, running on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.accounts import identity_provider
from tests.web.accounts.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.web.cast import Cast
from unstuck.web.components.environment import OpenIdProvider


@pytest.fixture(scope="module")
def server() -> Iterator[IdentityProvider]:
    with identity_provider.running() as running:
        yield running


@pytest.fixture
def provider(server: IdentityProvider, settings: Any, cast: Cast) -> IdentityProvider:
    """The provider of Riverside, where Wanda has just signed in."""
    settings.OPENID_PROVIDER = OpenIdProvider(server.issuer, CLIENT, SECRET, "Riverside ID", "Riverside")
    server.about = {"sub": "s-wanda", "email": cast.worker.email, "email_verified": True}
    server.beside, server.key, server.names_itself, server.is_broken = {}, identity_provider.KEY, server.issuer, False
    server.more = {}
    return server
