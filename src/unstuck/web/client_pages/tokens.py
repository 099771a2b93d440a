"""The token in a page's address, its code, and the cookie that says that the code was right."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from unstuck.web.checkins.tokens import token_of

_LINK_SALT, _CODE_SALT = "unstuck.client_pages.link", "unstuck.client_pages.code"
CODE_DIGITS = 6
COOKIE, COOKIE_SALT = f"{settings.COOKIE_PREFIX}unstuck_mine", "unstuck.client_pages.cookie"
MINUTES_OPEN = 15
"""How long a page stays open after the last click: after that the code is asked for again."""


def page_token(seed: UUID) -> str:
    """Return the token in the address of a page."""
    return token_of(seed, _LINK_SALT)


def page_code(seed: UUID) -> str:
    """Return the code of a page, six digits."""
    return f"{int(token_of(seed, _CODE_SALT), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
