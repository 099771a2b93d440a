"""Pages that belong to no room."""

from __future__ import annotations

from django.urls import path

from unstuck.web.components import views

app_name = "components"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
]
