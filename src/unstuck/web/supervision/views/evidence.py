"""Evidence of measurement-based care for a quarter, for managers: as a page and as a table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from unstuck.web.accounts.actors import Request
from unstuck.web.components import dates
from unstuck.web.components.letters import attached
from unstuck.web.supervision.actions import ReportForm, note_report
from unstuck.web.supervision.evidence import EvidenceReport, evidence_report
from unstuck.web.supervision.evidence_words import (
    STANDARD,
    elements,
    evidence_as_csv,
    evidence_definitions,
    no_certificate,
    taken_words,
)
from unstuck.web.supervision.quarter_figures import quarter_report
from unstuck.web.supervision.quarters import finished_quarters
from unstuck.web.supervision.views.quarter import asked_quarter


@never_cache
def evidence(request: Request) -> HttpResponse:
    """Show what bears on each element of the standard."""
    found = _found(request)
    context = {
        "page": found.report,
        "standard": STANDARD,
        "elements": elements(found),
        "warning": no_certificate(),
        "taken": taken_words(found),
        "definitions": evidence_definitions(),
        "quarters": finished_quarters(dates.today()),
    }
    return render(request, "supervision/evidence.html", context)


@never_cache
def table(request: Request) -> HttpResponse:
    """Download the same numbers as CSV."""
    found = _found(request)
    quarter = found.report.quarter
    note_report(request.actor, quarter, ReportForm.TABLE, dates.now())
    return attached(evidence_as_csv(found).encode(), "text/csv; charset=utf-8", f"evidence-{quarter.code}.csv")


def _found(request: Request) -> EvidenceReport:
    report = quarter_report(request.actor, asked_quarter(request), dates.today())
    return evidence_report(request.actor, report)
