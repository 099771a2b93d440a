"""The addresses of advocacy."""

from __future__ import annotations

from django.urls import path

from unstuck.web.advocacy.views import following, pages, planning

app_name = "advocacy"
_ALL = "clients/<uuid:episode>/advocacy/"
_ONE = f"{_ALL}<uuid:task>/"
urlpatterns = [
    path(_ALL, pages.tasks, name="tasks"),
    path(f"{_ALL}new/<slug:kind>/", planning.plan, name="plan"),
    path(_ONE, pages.task, name="task"),
    path(f"{_ONE}write/", planning.write, name="write"),
    path(f"{_ONE}agree/", planning.agree, name="agree"),
    path(f"{_ONE}letter/", pages.letter, name="letter"),
    path(f"{_ONE}send/", following.send, name="send"),
    path(f"{_ONE}follow/", following.what_happened, name="follow"),
    path(f"{_ONE}answer/", following.record_outcome, name="answer"),
    path(f"{_ONE}finish/", following.what_came, name="finish"),
]
