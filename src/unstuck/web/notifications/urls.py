"""The address of the list."""

from __future__ import annotations

from django.urls import path

from unstuck.web.notifications import views

app_name = "notifications"
urlpatterns = [path("notifications/", views.notifications, name="notifications")]
