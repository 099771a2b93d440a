"""Addresses of an agency's own vignettes. None of them says what is in one, or of whom it tells."""

from __future__ import annotations

from django.urls import path

from unstuck.web.vignettes import views

app_name = "vignettes"
urlpatterns = [
    path("clients/<uuid:episode>/vignette/", views.begin, name="begin"),
    path("learning/vignettes/", views.vignettes, name="vignettes"),
    path("learning/vignettes/<uuid:vignette>/", views.vignette, name="vignette"),
    path("learning/vignettes/<uuid:vignette>/tell/", views.story, name="tell"),
    path("learning/vignettes/<uuid:vignette>/withdraw/", views.withdraw, name="withdraw"),
    path("learning/vignettes/<uuid:vignette>/export/", views.export, name="export"),
]
