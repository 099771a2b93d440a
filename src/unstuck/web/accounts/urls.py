"""Addresses of people and of one's own account."""

from __future__ import annotations

from django.urls import path

from unstuck.web.accounts.views import agency, me, people, person, record, second_person, sessions

app_name = "accounts"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/sessions/", sessions.sessions, name="sessions"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/teams/add/", people.team_add, name="team_add"),
    path("people/second-factor/", agency.second_factor_roles, name="second_factor_roles"),
    path("set-up/word/", agency.client_word, name="client_word"),
    path("people/<uuid:person>/", person.person, name="person"),
    path("second-person/", second_person.second_person, name="second_person"),
    path("record/", record.record, name="record"),
]
