"""Addresses of what is left to set up."""

from __future__ import annotations

from django.urls import path

from unstuck.web.getting_started import views

app_name = "getting_started"
urlpatterns = [
    path("set-up/", views.tasks, name="tasks"),
    path("set-up/questionnaires/", views.questionnaires, name="questionnaires"),
    path("set-up/backup/", views.backup, name="backup"),
]
