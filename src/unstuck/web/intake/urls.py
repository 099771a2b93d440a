"""Addresses of taking a client in, and of what an agency asks of its own."""

from __future__ import annotations

from django.urls import path

from unstuck.web.intake import views

app_name = "intake"
urlpatterns = [
    path("clients/add/", views.client_add, name="client_add"),
    path("clients/<uuid:episode>/intake/", views.answers, name="answers"),
    path("set-up/questions/", views.questions, name="questions"),
    path("set-up/questions/<uuid:question>/", views.question, name="question"),
]
