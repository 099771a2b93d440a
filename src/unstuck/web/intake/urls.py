"""Addresses of taking a client in."""

from __future__ import annotations

from django.urls import path

from unstuck.web.intake import views

app_name = "intake"
urlpatterns = [
    path("clients/add/", views.client_add, name="client_add"),
]
