"""Addresses of transfers."""

from __future__ import annotations

from django.urls import path

from unstuck.web.transfers import cover_views, views

app_name = "transfers"
urlpatterns = [
    path("clients/<uuid:episode>/hand-over/", views.transfer, name="transfer"),
    path("hand-over/", cover_views.transfers, name="transfers"),
    path("hand-over/<uuid:person>/", views.several, name="several"),
    path("cover/ask/<uuid:person>/", cover_views.ask, name="cover_ask"),
    path("cover/<uuid:cover>/", cover_views.cover, name="cover"),
]
