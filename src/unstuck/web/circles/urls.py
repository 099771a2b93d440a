"""Addresses of other agencies, and of what goes out to them and comes in."""

from __future__ import annotations

from django.urls import path

from unstuck.web.circles.views import agencies, exchanging

app_name = "circles"
urlpatterns = [
    path("consultations/<uuid:consultation>/elsewhere/", exchanging.ask, name="ask"),
    path("consultations/other-agencies/", exchanging.circles, name="circles"),
    path("consultations/other-agencies/bring-in/", exchanging.bring_in, name="bring_in"),
    path("consultations/other-agencies/sent/<uuid:sent>/", exchanging.sent, name="sent"),
    path("consultations/other-agencies/sent/<uuid:sent>/file/", exchanging.sent_file, name="sent_file"),
    path("consultations/other-agencies/received/<uuid:received>/", exchanging.received, name="received"),
    path("consultations/other-agencies/answers/<uuid:reply>/file/", exchanging.answer_file, name="answer_file"),
    path("people/other-agencies/", agencies.agencies, name="agencies"),
    path("people/other-agencies/add/", agencies.agency_add, name="agency_add"),
    path("people/other-agencies/keys/", agencies.keys_file, name="keys_file"),
]
