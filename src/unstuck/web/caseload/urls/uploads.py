"""Addresses of files of scores."""

from __future__ import annotations

from django.urls import path

from unstuck.web.caseload.views import uploads

addresses = [
    path("scores/", uploads.uploads, name="uploads"),
    path("scores/<uuid:upload>/", uploads.upload, name="upload"),
    path("scores/<uuid:upload>/preview/", uploads.preview, name="upload_preview"),
    path("scores/<uuid:upload>/discard/", uploads.discard, name="upload_discard"),
    path("scores/<uuid:upload>/undo/", uploads.undo, name="upload_undo"),
]
