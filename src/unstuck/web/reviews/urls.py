"""Addresses of reviews and endings."""

from __future__ import annotations

from django.urls import path

from unstuck.web.reviews.views import endings, reviews, second_looks

app_name = "reviews"
_ONE = "clients/<uuid:episode>/review/"
_END = "clients/<uuid:episode>/end/<slug:ending>"
urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/ended/", endings.ended_list, name="ended"),
    path("reviews/second-looks/<uuid:intended>/", second_looks.second_look, name="second_look"),
    path(_ONE, reviews.review, name="review"),
    path(f"{_ONE}ten-minutes/", reviews.ten_minutes, name="ten_minutes"),
    path(f"{_ONE}open/", reviews.open_review, name="open"),
    path(f"{_ONE}guesses/", reviews.guesses, name="guesses"),
    path(f"{_ONE}talk/", reviews.talk, name="talk"),
    path(f"{_ONE}note/", reviews.note, name="note"),
    path(f"{_ONE}follow-up/", reviews.follow_up, name="follow_up"),
    path(f"{_ONE}close/", reviews.close, name="close"),
    path(f"{_ONE}steps/<slug:advised>/set-aside/", reviews.set_aside, name="set_aside"),
    path(f"{_ONE}steps/<slug:advised>/bring-back/", reviews.bring_back, name="bring_back"),
    path("clients/<uuid:episode>/end/", endings.end, name="end"),
    path(f"{_END}/", endings.end_as, name="end_as"),
    path(f"{_END}/second-look/", second_looks.intend, name="intend"),
    path(f"{_END}/second-look/withdraw/", second_looks.unintend, name="unintend"),
    path("clients/<uuid:episode>/planned-end/", endings.planned_end, name="planned_end"),
    path("clients/<uuid:episode>/how-it-went/", endings.how_it_went, name="how_it_went"),
    path("clients/<uuid:episode>/take-up/", endings.take_up, name="take_up"),
]
