"""Addresses of the sessions with a client."""

from __future__ import annotations

from django.urls import path

from unstuck.web.attendance import views

app_name = "attendance"
urlpatterns = [
    path("clients/<uuid:episode>/sessions/", views.sessions, name="sessions"),
    path("clients/<uuid:episode>/sessions/<int:session>/withdraw/", views.withdraw, name="withdraw"),
]
