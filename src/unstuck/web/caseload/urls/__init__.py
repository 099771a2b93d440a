"""Addresses of clients, scores and facts."""

from __future__ import annotations

from unstuck.web.caseload.urls import clients, facts

app_name = "caseload"
urlpatterns = [*clients.addresses, *facts.addresses]
