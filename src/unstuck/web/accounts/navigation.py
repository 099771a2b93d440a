"""What each role finds at the top of every page."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.components.open_routes import is_open


class Link(NamedTuple):
    """One place in the navigation."""

    text: str
    address: str
    here: bool


def navigation(actor: Actor | None, path: str) -> list[Link]:
    """Return the links for a role, the one that the page belongs to marked."""
    if actor is None:
        return []
    links = [(text, reverse(route)) for text, route in _routes(actor.role) if is_open(route)]
    longest = max((address for _text, address in links if path.startswith(address)), key=len, default="")
    return [Link(text, address, address == longest) for text, address in links]


def quiet_navigation(actor: Actor | None) -> list[Link]:
    """Return the links at the foot of each page: what nobody needs between two clients. The way in for an emergency
    stays, whatever an agency has switched off."""
    if actor is None or actor.role not in Role.in_teams():
        return []
    links = [(_("Learning"), "learning:learning"), (_("In an emergency"), "emergency:open")]
    return [Link(text, reverse(route), here=False) for text, route in links if is_open(route)]


def _routes(role: str) -> list[tuple[str, str]]:
    if role == Role.WORKER:
        return [_work_list(), *_with_colleagues(), _resources(), _scores()]
    if role == Role.SUPERVISOR:
        team = [_work_list(), (_("Supervision"), "supervision:workers")]
        return [*team, *_with_colleagues(), _resources(), _scores()]
    if role == Role.MANAGER:
        return [(_("Overview"), "supervision:overview"), _alerts(), _resources(), _directory()]
    people = [
        (_("Set up"), "getting_started:tasks"),
        (_("People"), "accounts:people"),
        (_("Safety"), "safety:responders"),
    ]
    people += [(_("Check-ins"), "checkins:settings"), (_("Record of changes"), "accounts:record")]
    return [*people, _alerts(), _resources(), _directory()]


def _work_list() -> tuple[str, str]:
    return _("Work list"), "home:caseload"


def _with_colleagues() -> list[tuple[str, str]]:
    return [
        (_("Safety"), "safety:concerns"),
        (_("Check-ins"), "checkins:waiting"),
        (_("Consultations"), "consultation:consultations"),
        (_("Outside support"), "referrals:waiting"),
    ]


def _alerts() -> tuple[str, str]:
    return _("Alerts"), "alerts:setting"


def _scores() -> tuple[str, str]:
    return _("Bring in scores"), "score_files:uploads"


def _resources() -> tuple[str, str]:
    return _("Resources"), "directory:resources"


def _directory() -> tuple[str, str]:
    return _("Directory"), "directory:imports"
