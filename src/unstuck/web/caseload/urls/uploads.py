"""Addresses of files of scores."""

from __future__ import annotations

from django.urls import path

from unstuck.web.caseload.views import uploads

addresses = [path("scores/", uploads.uploads, name="uploads")]
