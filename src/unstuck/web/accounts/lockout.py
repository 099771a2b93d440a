"""After five wrong passwords for one e-mail address from one place, signing in has to wait. Counted by django-axes.

An address is never stored as it was typed (people type passwords into the wrong field): only its keyed hash is.
Known and unknown addresses are counted and answered alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from unstuck.web.components.network_places import counted_from
from unstuck.web.components.sealed_addresses import seal


def sealed_address(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the keyed hash of the address that somebody tries to sign in with."""
    given = credentials or {}
    return seal(given.get("email") or given.get("login") or request.POST.get("login", ""))


def locked_page(
    request: HttpRequest, answer: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Say how long to wait, in the same words whether or not the address is known."""
    minutes = _minutes_left(sealed_address(request, credentials), counted_from(request))
    page = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


def _minutes_left(sealed: str, place: str) -> int:
    latest = AccessAttempt.objects.filter(username=sealed, ip_address=place).order_by("-attempt_time").first()
    whole: timedelta = settings.AXES_COOLOFF_TIME
    left = whole if latest is None else latest.attempt_time + whole - timezone.now()
    return max(1, ceil(left / timedelta(minutes=1)))


def forgive(email: str) -> None:
    """Forget the wrong passwords for an address: its owner has just set a new one."""
    reset(username=seal(email))
