"""Where a request comes from: an address of the network, as the record of access notes it and limits count by it."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NOWHERE, HOUSEHOLD = "::", 64
_WITH_PORT = re.compile(r"(\[[^\]]*\]|[\d.]+):\d+")


def where_from(request: HttpRequest) -> str:
    """Return the address of the client: behind our own proxy the last one in its list, which that proxy wrote.

    What is no address of the network is nobody's place: all who come from there count as one.
    """
    listed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] if settings.BEHIND_PROXY else ""
    return _address(listed) or _address(str(request.META.get("REMOTE_ADDR", ""))) or NOWHERE


def counted_from(request: HttpRequest) -> str:
    """Return the place by which wrong passwords count: a household of IPv6, /64, is one place, as one of IPv4 is."""
    place = ip_address(where_from(request))
    return str(place if place.version == 4 else ip_network((int(place), HOUSEHOLD), strict=False).network_address)


def _address(written: str) -> str:
    """Return an address as it is compared: without brackets, port and zone, and one of IPv4 always as such."""
    bare = written.strip()
    if with_port := _WITH_PORT.fullmatch(bare):
        bare = with_port[1]
    try:
        found = ip_address(bare.strip("[]").partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
