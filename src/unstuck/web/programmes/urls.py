"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from unstuck.web.programmes import views

app_name = "programmes"
urlpatterns = [
    path("set-up/programmes/", views.programmes, name="programmes"),
    path("set-up/programmes/<uuid:programme>/", views.programme, name="programme"),
    path("clients/<uuid:episode>/programme/", views.of_client, name="of_client"),
]
