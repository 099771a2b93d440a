"""Addresses of the overview, and of meetings with a supervisor."""

from __future__ import annotations

from django.urls import path

from unstuck.web.supervision.views import meetings, overview

app_name = "supervision"
urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("supervision/", meetings.workers, name="workers"),
    path("supervision/mine/", meetings.mine, name="mine"),
    path("supervision/<uuid:person>/", meetings.worker, name="worker"),
]
