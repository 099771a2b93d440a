"""Addresses of the facts about a case."""

from __future__ import annotations

from django.urls import path

from unstuck.web.caseload.views import facts

addresses = [
    path("clients/<uuid:episode>/facts/", facts.facts, name="facts"),
    path("clients/<uuid:episode>/facts/<slug:kind>/", facts.add, name="fact_add"),
    path("clients/<uuid:episode>/facts/<slug:kind>/<int:fact>/withdraw/", facts.withdraw, name="fact_withdraw"),
]
