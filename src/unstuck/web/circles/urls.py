"""Addresses of other agencies, and of what goes out to them and comes in."""

from __future__ import annotations

from django.urls import path

from unstuck.web.circles.views import agencies, exchanging

app_name = "circles"
urlpatterns = [
    path("consultations/<uuid:consultation>/elsewhere/", exchanging.ask, name="ask"),
    path("circles/", exchanging.circles, name="circles"),
    path("circles/bring-in/", exchanging.bring_in, name="bring_in"),
    path("circles/sent/<uuid:sent>/", exchanging.sent, name="sent"),
    path("circles/sent/<uuid:sent>/file/", exchanging.sent_file, name="sent_file"),
    path("circles/received/<uuid:received>/", exchanging.received, name="received"),
    path("circles/answers/<uuid:reply>/file/", exchanging.answer_file, name="answer_file"),
    path("circles/agencies/", agencies.agencies, name="agencies"),
    path("circles/agencies/add/", agencies.agency_add, name="agency_add"),
    path("circles/agencies/keys/", agencies.keys_file, name="keys_file"),
]
