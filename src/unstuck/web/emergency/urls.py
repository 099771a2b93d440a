"""The addresses of emergencies."""

from __future__ import annotations

from django.urls import path

from unstuck.web.emergency import views

app_name = "emergency"
urlpatterns = [
    path("emergency/", views.open_one, name="open"),
    path("emergency/log/", views.log, name="log"),
    path("emergency/<uuid:emergency>/", views.review, name="review"),
]
