"""Addresses of check-ins."""

from __future__ import annotations

from django.urls import path

from unstuck.web.checkins.views import client, offline, reminders, settings, tablet, worker

app_name = "checkins"
urlpatterns = [
    path("check-in/offline.js", offline.script, name="offline_script"),
    path("check-in/deliver/", offline.deliver, name="deliver"),
    path("check-in/<str:token>/kit/", offline.kit, name="kit"),
    path("check-in/<str:token>/", client.start, name="start"),
    path("check-in/<str:token>/<int:place>/", client.question, name="question"),
    path("check-in/<str:token>/help/", client.help_now, name="help"),
    path("check-in/<str:token>/words/", client.words, name="words"),
    path("no-more/<str:token>/", reminders.no_more, name="no_more"),
    path("tablet/", tablet.neutral, name="tablet_neutral"),
    path("tablet/kit/", offline.tablet_kit, name="tablet_kit"),
    path("tablet/<str:token>/", tablet.set_up, name="tablet"),
    path("check-ins/waiting/", worker.waiting, name="waiting"),
    path("check-ins/settings/", settings.settings, name="settings"),
    path("check-ins/settings/reminders/", reminders.reminder_rule, name="reminder_rule"),
    path("check-ins/settings/tablets/add/", settings.tablet_add, name="tablet_add"),
    path("check-ins/settings/tablets/<int:tablet>/end/", settings.tablet_end, name="tablet_end"),
    path("check-ins/settings/questionnaires/<str:instrument>/", settings.licensed_text, name="licensed_text"),
    path("clients/<uuid:episode>/check-ins/", worker.checkins, name="checkins"),
    path("clients/<uuid:episode>/check-ins/ask/", worker.ask, name="ask"),
    path("clients/<uuid:episode>/check-ins/enter/", worker.enter_answers, name="enter"),
    path("clients/<uuid:episode>/check-ins/reminders/", reminders.reminders, name="reminders"),
    path("clients/<uuid:episode>/check-ins/plan/", worker.plan, name="plan"),
    path("clients/<uuid:episode>/check-ins/<uuid:checkin>/take-back/", worker.take_back, name="take_back"),
    path("clients/<uuid:episode>/scores/add/", worker.score_add, name="score_add"),
]
