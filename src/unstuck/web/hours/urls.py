"""Addresses of one's own hours and notes. None of them says what is in one."""

from __future__ import annotations

from django.urls import path

from unstuck.web.hours import views

app_name = "hours"
urlpatterns = [
    path("learning/log/", views.log, name="log"),
    path("learning/log/known/", views.proposals, name="proposals"),
    path("learning/log/add/", views.entry_add, name="entry_add"),
    path("learning/log/<uuid:entry>/remove/", views.entry_remove, name="entry_remove"),
    path("learning/log/pdf/", views.pdf, name="pdf"),
    path("learning/log/csv/", views.table, name="csv"),
    path("learning/notes/", views.notes, name="notes"),
    path("learning/notes/<uuid:note>/remove/", views.note_remove, name="note_remove"),
]
