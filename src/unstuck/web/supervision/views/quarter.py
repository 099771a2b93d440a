"""A quarter's figures for managers: as a page, as a table and as a PDF. Numbers of groups, never of one worker."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import spoken
from unstuck.reporting.letters import CannotBeSet
from unstuck.reporting.letters.tables import paper_as_pdf
from unstuck.web.accounts.actors import Request
from unstuck.web.components import dates
from unstuck.web.components.letters import attached, in_the_way
from unstuck.web.supervision.act_figures import act_report
from unstuck.web.supervision.act_words import with_acts
from unstuck.web.supervision.actions import ReportForm, note_report
from unstuck.web.supervision.evidence import evidence_report
from unstuck.web.supervision.evidence_words import with_evidence
from unstuck.web.supervision.quarter_figures import QuarterReport, quarter_report
from unstuck.web.supervision.quarter_files import as_csv, as_paper
from unstuck.web.supervision.quarter_words import definitions, quarter_tables
from unstuck.web.supervision.quarters import Quarter, chosen_quarter, finished_quarters


@never_cache
def quarter(request: Request) -> HttpResponse:
    """Show the figures of a finished quarter, the latest where none is chosen."""
    report = _report(request)
    context = {
        "page": report,
        "tables": quarter_tables(report),
        "definitions": definitions(report),
        "quarters": finished_quarters(dates.today()),
    }
    return render(request, "supervision/quarter.html", context)


@never_cache
def table(request: Request) -> HttpResponse:
    """Download the same figures as CSV."""
    report = _report(request)
    note_report(request.actor, report.quarter, ReportForm.TABLE, dates.now())
    return attached(as_csv(report).encode(), "text/csv; charset=utf-8", f"quarter-{report.quarter.code}.csv")


@never_cache
def paper(request: Request) -> HttpResponse:
    """Download the same figures as a PDF; where it cannot be set, the page says what is in the way."""
    report = _report(request)
    paper = as_paper(report, spoken())
    if report.groups:
        paper = with_acts(paper, act_report(request.actor, report.quarter, dates.today()))
        paper = with_evidence(paper, evidence_report(request.actor, report))
    try:
        made = paper_as_pdf(paper)
    except CannotBeSet as refused:
        messages.error(request, in_the_way(refused.letters))
        return redirect(f"{reverse('supervision:quarter')}?quarter={report.quarter.code}")
    note_report(request.actor, report.quarter, ReportForm.PDF, dates.now())
    return attached(made, "application/pdf", f"quarter-{report.quarter.code}.pdf")


def _report(request: Request) -> QuarterReport:
    return quarter_report(request.actor, asked_quarter(request), dates.today())


def asked_quarter(request: Request) -> Quarter:
    """Return the quarter that was asked for; there is no page for one that is not over, or long over."""
    today = dates.today()
    code = request.GET.get("quarter", finished_quarters(today)[0].code)
    chosen = chosen_quarter(code, today)
    if chosen is None:
        raise Http404
    return chosen
