"""The addresses of clients' rights."""

from __future__ import annotations

from django.urls import path

from unstuck.web.rights import views

app_name = "rights"
urlpatterns = [
    path("clients/<uuid:episode>/rights/", views.rights, name="rights"),
    path("clients/<uuid:episode>/rights/record/", views.record, name="record"),
    path("clients/<uuid:episode>/rights/record/pdf/", views.record_pdf, name="record_pdf"),
    path("clients/<uuid:episode>/rights/record/data/", views.record_data, name="record_data"),
    path("clients/<uuid:episode>/rights/deletion/", views.deletion, name="deletion"),
    path("deletions/", views.deletions, name="deletions"),
    path("people/keeping/", views.retention, name="retention"),
]
