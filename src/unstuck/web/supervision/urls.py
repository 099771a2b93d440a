"""Addresses of the overviews."""

from __future__ import annotations

from django.urls import path

from unstuck.web.supervision import views

app_name = "supervision"
urlpatterns = [path("overview/", views.overview, name="overview")]
