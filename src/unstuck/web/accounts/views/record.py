"""The record of what was done at the agency: who, what and when; clients as opaque ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.forms import FindEntriesForm
from unstuck.web.accounts.models import Person, Team
from unstuck.web.audit.actions import SYSTEM
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import Verified, entries_of, verify_agency
from unstuck.web.audit.words import SUBJECTS, action_words

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    details: str


def record(request: Request) -> HttpResponse:
    """List what was done at the agency, newest first; check on request that nobody changed it."""
    form = FindEntriesForm(request.GET, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    entries = _found(request, asked)
    lines = _lines(request.actor, entries[:PAGE])
    context = {
        "form": form,
        "lines": lines,
        "searched": any(asked.values()),
        "older": _address(request, before=lines[-1].number) if len(entries) > PAGE else "",
        "newest": _address(request) if request.GET.get("before") else "",
        "check": _checked(request),
        "check_address": _address(request, check=1),
    }
    return render(request, "accounts/record.html", context)


def _found(request: Request, asked: dict[str, Any]) -> list[Entry]:
    entries = entries_of(request.actor.agency_public_id)
    if asked.get("action"):
        entries = entries.filter(action=asked["action"])
    if asked.get("person"):
        entries = entries.filter(actor=str(asked["person"].public_id))
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        entries = entries.filter(number__lt=int(before))
    return list(entries[: PAGE + 1])


def _checked(request: Request) -> Verified | None:
    return verify_agency(request.actor.agency_public_id) if request.GET.get("check") else None


def _address(request: Request, **more: int) -> str:
    asked = request.GET.copy()
    for name in ("before", "check"):
        asked.pop(name, None)
    for name, value in more.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"


def _lines(actor: Actor, entries: list[Entry]) -> list[Line]:
    """Name colleagues and teams of the own agency; everything else stays an opaque id."""
    ids = {one.actor for one in entries if one.actor != SYSTEM}
    ids |= {one.subject_id for one in entries if one.subject in ("person", "team")}
    people = Person.objects.filter(public_id__in=ids, memberships__agency_id=actor.agency_id)
    teams = Team.objects.filter(public_id__in=ids, agency_id=actor.agency_id)
    pairs = people.values_list("public_id", "name").union(teams.values_list("public_id", "name"))
    names = {str(public_id): name for public_id, name in pairs}
    return [_line(one, names) for one in entries]


def _line(entry: Entry, names: dict[str, str]) -> Line:
    kind = SUBJECTS.get(entry.subject, entry.subject)
    who = _("The command line") if entry.actor == SYSTEM else names.get(entry.actor, _short(entry.actor))
    about = names.get(entry.subject_id) or f"{kind} {_short(entry.subject_id)}".strip()
    details = ", ".join(f"{name}: {_short(str(value))}" for name, value in sorted(entry.details.items()))
    return Line(entry.number, localtime(entry.at), who, action_words(entry.action), about, details)


def _short(id: str) -> str:  # noqa: A002  (an id)
    """Return the first group of an opaque id, which is enough to tell two apart on a page."""
    return id[:8] if len(id) == 36 else id
