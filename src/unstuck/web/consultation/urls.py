"""Addresses of consultations, groups and the shelf."""

from __future__ import annotations

from django.urls import path

from unstuck.web.consultation.views import asking, community, dialogue, learning

app_name = "consultation"
ONE = "consultations/<uuid:consultation>/"
urlpatterns = [
    path("clients/<uuid:episode>/consult/", asking.ask, name="ask"),
    path("consultations/", dialogue.consultations, name="consultations"),
    path("consultations/profile/", community.profile, name="profile"),
    path("consultations/groups/", community.groups, name="groups"),
    path("consultations/groups/add/", community.group_add, name="group_add"),
    path("consultations/groups/<uuid:group>/", community.group, name="group"),
    path("consultations/groups/<uuid:group>/meet/", community.meeting_add, name="meeting_add"),
    path("consultations/meetings/<uuid:meeting>/", community.meeting, name="meeting"),
    path("consultations/shelf/", learning.shelf, name="shelf"),
    path("consultations/shelf/add/", learning.lesson_add, name="lesson_add"),
    path("consultations/shelf/<uuid:lesson>/", learning.lesson, name="lesson"),
    path("consultations/shelf/<uuid:lesson>/change/", learning.lesson_change, name="lesson_change"),
    path(ONE, dialogue.consultation, name="consultation"),
    path(f"{ONE}preview/", asking.preview, name="preview"),
    path(f"{ONE}another/", asking.another, name="another"),
    path(f"{ONE}decide/", dialogue.decide, name="decide"),
    path(f"{ONE}close/", dialogue.close, name="close"),
    path(f"{ONE}withdraw/", dialogue.withdraw, name="withdraw"),
    path(f"{ONE}decline/", dialogue.decline, name="decline"),
    path(f"{ONE}learned/", learning.learned, name="learned"),
]
