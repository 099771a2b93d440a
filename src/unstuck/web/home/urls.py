"""Addresses of the first page, the caseload and the client's page."""

from __future__ import annotations

from django.urls import path

from unstuck.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("caseload/", views.caseload, name="caseload"),
    path("clients/<uuid:episode>/", views.client, name="client"),
    path("clients/<uuid:episode>/before/", views.before, name="before"),
    path("clients/<uuid:episode>/history/", views.history, name="history"),
    path("clients/<uuid:episode>/who-looked/", views.who_looked, name="who_looked"),
]
