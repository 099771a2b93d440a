"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from unstuck.web.directory import views

app_name = "directory"
urlpatterns = [
    path("resources/", views.resources, name="resources"),
    path("resources/<uuid:service>/", views.service, name="service"),
    path("resources/<uuid:service>/note/", views.note, name="note"),
    path("directory/", views.imports, name="imports"),
    path("directory/export/", views.export, name="export"),
    path("directory/<uuid:brought_in>/", views.brought_in, name="brought_in"),
    path("directory/<uuid:brought_in>/discard/", views.discard, name="discard"),
]
