"""The address of the rooms in use."""

from __future__ import annotations

from django.urls import path

from unstuck.web.rooms_in_use import views

app_name = "rooms_in_use"
urlpatterns = [path("set-up/rooms/", views.rooms, name="rooms")]
