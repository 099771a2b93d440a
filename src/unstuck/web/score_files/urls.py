"""Addresses of files of scores."""

from __future__ import annotations

from django.urls import path

from unstuck.web.score_files import views

app_name = "score_files"
urlpatterns = [
    path("scores/", views.uploads, name="uploads"),
    path("scores/<uuid:upload>/", views.upload, name="upload"),
    path("scores/<uuid:upload>/preview/", views.preview, name="upload_preview"),
    path("scores/<uuid:upload>/discard/", views.discard, name="upload_discard"),
    path("scores/<uuid:upload>/undo/", views.undo, name="upload_undo"),
]
