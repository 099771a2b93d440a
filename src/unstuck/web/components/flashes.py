"""What the next page says once, such as "Saved": in a cookie bound to this very host, like every other of ours."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """The cookie, under a name that no neighbour under the same domain can set."""

    cookie_name = f"{settings.COOKIE_PREFIX}unstuck_said"


class FlashStorage(FallbackStorage):
    """The cookie, and the session for what is too long for it."""

    storage_classes = (HostCookieStorage, SessionStorage)
