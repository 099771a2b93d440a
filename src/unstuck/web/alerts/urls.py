"""Addresses of alerts."""

from __future__ import annotations

from django.urls import path

from unstuck.web.alerts import views

app_name = "alerts"
urlpatterns = [
    path("clients/<uuid:episode>/alerts/<uuid:alert>/", views.alert, name="alert"),
    path("alerts/setting/", views.setting, name="setting"),
]
