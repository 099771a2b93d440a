"""Addresses of clients, scores, files and facts."""

from __future__ import annotations

from unstuck.web.caseload.urls import clients, facts, uploads

app_name = "caseload"
urlpatterns = [*clients.addresses, *uploads.addresses, *facts.addresses]
