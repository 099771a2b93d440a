"""The manager's overview: numbers of clients, never names, never of one worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from unstuck.population.disclosure import BASE, FEWEST_WORKERS, THRESHOLD, Hidden
from unstuck.web.accounts.actors import Request
from unstuck.web.components import dates
from unstuck.web.supervision.overview import overview_of
from unstuck.web.supervision.queries import count_by_worker, teams_of_workers


def overview(request: Request) -> HttpResponse:
    """Show how the agency's clients are doing, small numbers suppressed."""
    now = dates.now()
    work = count_by_worker(request.actor, now, dates.today())
    context = {
        "table": overview_of(work, teams_of_workers(request.actor)),
        "any": bool(work),
        "at": localtime(now),
        "Hidden": Hidden,
        "limits": {"threshold": THRESHOLD, "base": BASE, "workers": FEWEST_WORKERS},
    }
    return render(request, "supervision/overview.html", context)
