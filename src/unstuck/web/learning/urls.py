"""Addresses of learning. None of them says which story, or how it went."""

from __future__ import annotations

from django.urls import path

from unstuck.web.learning import views
from unstuck.web.learning.weeks import views as weeks

app_name = "learning"
urlpatterns = [
    path("learning/", views.learning, name="learning"),
    path("learning/practise/", views.practise, name="practise"),
    path("learning/answers/<uuid:answer>/", views.answered, name="answer"),
    path("learning/mock/", views.begin_mock, name="begin_mock"),
    path("learning/mock/<uuid:mock>/", views.mock_exam, name="mock"),
    path("learning/weeks/", weeks.weeks, name="weeks"),
    path("learning/weeks/<uuid:course_try>/", weeks.weeks_try, name="weeks_try"),
    path("learning/weeks/<uuid:course_try>/again/", weeks.weeks_again, name="weeks_again"),
    path("learning/hours/", views.hours, name="hours"),
    path("learning/how/", views.how, name="how"),
    path("learning/wipe/", views.wipe, name="wipe"),
]
