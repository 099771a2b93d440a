"""The first page of each role, the caseload, the client's page and the history."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.client_pages import readable
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.home.presenters.before import before_page
from unstuck.web.home.presenters.caseload import caseload_page
from unstuck.web.home.presenters.caseload_contents import ALL, EARLIER_NAMES, CaseloadFilters
from unstuck.web.home.presenters.client import client_page
from unstuck.web.home.presenters.history import history_page
from unstuck.web.home.presenters.readers import readers_page

FIRST_PAGES = {
    Role.WORKER: "home:caseload",
    Role.SUPERVISOR: "home:caseload",
    Role.MANAGER: "supervision:overview",
    Role.ADMINISTRATOR: "getting_started:tasks",
}
LONGEST_SEARCH = 100


def start(request: Request) -> HttpResponse:
    """Go to the first page of one's role."""
    return redirect(FIRST_PAGES[Role(request.actor.role)])


@never_cache
def caseload(request: Request) -> HttpResponse:
    """Show what needs somebody now, what waits, and the others. A search is a form: names stay out of addresses."""
    page = caseload_page(request.actor, _filters(request), dates.now(), dates.today())
    part = request.htmx and request.htmx.target == "caseload" and not request.htmx.history_restore_request
    answer = render(request, "home/caseload_rows.html" if part else "home/caseload.html", {"page": page})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _filters(request: Request) -> CaseloadFilters:
    asked = request.GET
    number = asked.get("page", "1")
    if not (number.isdecimal() and 0 < len(number) < 6 and int(number)):
        raise Http404
    words = " ".join(request.POST.get("words", "").split())[:LONGEST_SEARCH]
    show = asked.get("show", ALL)
    whose, sort = asked.get("whose", ""), asked.get("sort", "")
    programme = asked.get("programme", "")
    return CaseloadFilters(EARLIER_NAMES.get(show, show), whose, words, 1 if words else int(number), sort, programme)


@never_cache
def client(request: Request, episode: UUID) -> HttpResponse:
    """Show one client's story and what to do now."""
    page = client_page(request.actor, _readable(request, episode), dates.today())
    return render(request, "home/client.html", {"page": page})


@never_cache
def before(request: Request, episode: UUID) -> HttpResponse:
    """Show one screen before a session."""
    page = before_page(request.actor, _readable(request, episode), dates.now(), dates.today())
    return render(request, "home/before.html", {"page": page})


@never_cache
def history(request: Request, episode: UUID) -> HttpResponse:
    """Show every score that was ever entered, and everything that people were told about it."""
    return render(request, "home/history.html", {"page": history_page(_readable(request, episode))})


@never_cache
def who_looked(request: Request, episode: UUID) -> HttpResponse:
    """Show who looked at a client's record, for the worker and for the client, who may be given it on paper."""
    page = readers_page(request.actor, _readable(request, episode))
    return render(request, "home/who_looked.html", {"page": page})


def _readable(request: Request, episode: UUID) -> Episode:
    return readable(request, episode)
