"""Addresses of people and of one's own account."""

from __future__ import annotations

from django.urls import path

from unstuck.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("people/", views.people, name="people"),
    path("record/", views.record, name="record"),
]
