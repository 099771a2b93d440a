"""What happened after people were acted for, for managers: as a page and as a table. Nothing by worker or by team."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from unstuck.web.accounts.actors import Request
from unstuck.web.components import dates
from unstuck.web.components.letters import attached
from unstuck.web.supervision.act_figures import ActReport, act_report
from unstuck.web.supervision.act_words import (
    act_definitions,
    act_tables,
    acts_as_csv,
    period_words,
    side_words,
    warning,
)
from unstuck.web.supervision.actions import ReportForm, note_report
from unstuck.web.supervision.quarters import finished_quarters
from unstuck.web.supervision.views.quarter import asked_quarter


@never_cache
def acts(request: Request) -> HttpResponse:
    """Show how scores moved after each kind of act, beside comparable clients."""
    report = _report(request)
    context = {
        "page": report,
        "tables": act_tables(report),
        "sides": side_words(),
        "warning": warning(),
        "period": period_words(report),
        "definitions": act_definitions(),
        "quarters": finished_quarters(dates.today()),
    }
    return render(request, "supervision/acts.html", context)


@never_cache
def table(request: Request) -> HttpResponse:
    """Download the same figures as CSV."""
    report = _report(request)
    note_report(request.actor, report.quarter, ReportForm.TABLE, dates.now())
    return attached(acts_as_csv(report).encode(), "text/csv; charset=utf-8", f"acts-{report.quarter.code}.csv")


def _report(request: Request) -> ActReport:
    return act_report(request.actor, asked_quarter(request), dates.today())
