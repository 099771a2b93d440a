"""Addresses of clients and their scores."""

from __future__ import annotations

from django.urls import path

from unstuck.web.caseload.views import clients

addresses = [
    path("clients/<uuid:episode>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<uuid:episode>/scores/<int:score>/correct/", clients.score_correct, name="score_correct"),
    path("clients/<uuid:episode>/scores/<int:score>/withdraw/", clients.score_withdraw, name="score_withdraw"),
]
