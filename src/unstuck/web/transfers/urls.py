"""Addresses of transfers."""

from __future__ import annotations

from django.urls import path

from unstuck.web.transfers import views

app_name = "transfers"
urlpatterns = [
    path("clients/<uuid:episode>/hand-over/", views.transfer, name="transfer"),
    path("hand-over/", views.transfers, name="transfers"),
    path("hand-over/<uuid:person>/", views.several, name="several"),
]
