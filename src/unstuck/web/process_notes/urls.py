"""The addresses of notes kept apart."""

from __future__ import annotations

from django.urls import path

from unstuck.web.process_notes import views

app_name = "process_notes"
urlpatterns = [
    path("clients/<uuid:episode>/notes-apart/", views.notes, name="notes"),
    path("clients/<uuid:episode>/notes-apart/<uuid:apart>/remove/", views.remove, name="remove"),
]
