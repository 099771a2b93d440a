"""The Jinja environment of every page: one loader for all rooms, texts through gettext, no undefined name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.timezone import localdate
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from unstuck.language import gettext, ngettext
from unstuck.reporting import words
from unstuck.web.accounts.navigation import navigation, quiet_navigation
from unstuck.web.components import dates
from unstuck.web.components.open_routes import is_open
from unstuck.web.config.access import client_of_request
from unstuck.web.consents.part2 import notice_about
from unstuck.web.operations.backups.schedule import backup_alarm
from unstuck.web.operations.machine import machine_alarm

WEB = Path(__file__).parents[1]


def environment(**options: Any) -> Environment:
    """Return the environment. An unknown name in a template is an error, not an empty place on a page."""
    options |= {
        "loader": FileSystemLoader(sorted(WEB.glob("*/templates"))),
        "undefined": StrictUndefined,
        "extensions": ["jinja2.ext.i18n"],
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
    }
    options.pop("autoescape", None)
    pages = Environment(autoescape=True, **options)
    pages.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    pages.globals |= {
        "url": address,
        "is_open": is_open,
        "static": cache(static),
        "navigation": navigation,
        "quiet_navigation": quiet_navigation,
        "operator_alarm": lambda actor: backup_alarm(actor) or machine_alarm(actor),
        "day_of": localdate,
        "time_of": dates.time_of,
    }
    pages.filters |= {
        "state": words.state,
        "number": words.number,
        "percent": words.percent,
        "together": words.together,
        "spell_date": words.spell_date,
        "short_date": words.short_date,
        "ago": dates.ago,
    }
    return pages


def address(name: str, *places: Any, **named: Any) -> str:
    """Return the address of a route by its name, with its parts in order or by name."""
    if places or named:
        return reverse(name, args=places or None, kwargs=named or None)
    return _address(name, get_script_prefix())


@cache
def _address(name: str, _prefix: str) -> str:
    """Return the address of a route without parts; every page asks for the same few."""
    return reverse(name)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what every page knows: the day, what was just done, whether this is the demonstration, and which notice
    stands on what is printed from it."""
    return {
        "today": dates.today(),
        "messages": get_messages(request),
        "demo": settings.IS_DEMO,
        "part2_notice": _notice(request),
    }


def _notice(request: Any) -> str:
    """Return the notice of 42 CFR 2.32 for a page about a client whose records it protects; empty for any other."""
    if getattr(request, "actor", None) is None or not request.resolver_match:
        return ""
    episode = client_of_request(request)
    return notice_about(episode) if episode else ""
