"""Addresses for whoever watches over the machine."""

from __future__ import annotations

from django.urls import path

from unstuck.web.config import health

app_name = "health"
urlpatterns = [path("health/", health.alive, name="alive"), path("ready/", health.ready, name="ready")]
