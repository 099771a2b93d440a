"""Addresses of concerns and what belongs to them."""

from __future__ import annotations

from django.urls import path

from unstuck.web.safety.views import care, concerns, naming

app_name = "safety"
urlpatterns = [
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<uuid:concern>/", concerns.concern, name="concern"),
    path("concerns/<uuid:concern>/take/", concerns.take, name="take"),
    path("concerns/<uuid:concern>/assess/", concerns.assess, name="assess"),
    path("concerns/<uuid:concern>/pass-on/", concerns.pass_on, name="pass_on"),
    path("concerns/<uuid:concern>/report/", concerns.report, name="report"),
    path("concerns/<uuid:concern>/help/", concerns.medical_help, name="help"),
    path("concerns/<uuid:concern>/close/", concerns.close, name="close"),
    path("clients/<uuid:episode>/safety/", care.safety, name="safety"),
    path("clients/<uuid:episode>/safety/raise/", concerns.raise_one, name="raise"),
    path("clients/<uuid:episode>/safety/asked/", care.asked, name="asked"),
    path("clients/<uuid:episode>/safety/plan/", care.plan, name="plan"),
    path("clients/<uuid:episode>/safety/plan/print/", care.plan_print, name="plan_print"),
    path("clients/<uuid:episode>/safety/reach/", care.safe_way, name="safe_way"),
    path("clients/<uuid:episode>/safety/contact/", care.contact, name="contact_add"),
    path("responders/", naming.responders, name="responders"),
    path("responders/procedure/", naming.procedure, name="procedure"),
    path("responders/<int:responder>/end/", naming.end, name="responder_end"),
]
