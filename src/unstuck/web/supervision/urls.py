"""Addresses of the overview, of quarters, and of meetings with a supervisor."""

from __future__ import annotations

from django.urls import path

from unstuck.web.supervision.views import acts, evidence, meetings, overview, quarter

app_name = "supervision"
urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/quarter/", quarter.quarter, name="quarter"),
    path("overview/quarter/figures.csv", quarter.table, name="quarter_csv"),
    path("overview/quarter/figures.pdf", quarter.paper, name="quarter_pdf"),
    path("overview/quarter/acts/", acts.acts, name="acts"),
    path("overview/quarter/acts/figures.csv", acts.table, name="acts_csv"),
    path("overview/quarter/evidence/", evidence.evidence, name="evidence"),
    path("overview/quarter/evidence/figures.csv", evidence.table, name="evidence_csv"),
    path("supervision/", meetings.workers, name="workers"),
    path("supervision/mine/", meetings.mine, name="mine"),
    path("supervision/<uuid:person>/", meetings.worker, name="worker"),
]
