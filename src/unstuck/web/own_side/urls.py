"""The address of one's own side."""

from __future__ import annotations

from django.urls import path

from unstuck.web.own_side import views

app_name = "own_side"
urlpatterns = [path("clients/<uuid:episode>/own-side/", views.own_side, name="own_side")]
