"""The addresses of outside support."""

from __future__ import annotations

from django.urls import path

from unstuck.web.referrals.views import moves, network, pages, preparing, replying

app_name = "referrals"
_ALL = "clients/<uuid:episode>/referrals/"
_ONE = f"{_ALL}<uuid:referral>/"
_NETWORK = "clients/<uuid:episode>/network/"
urlpatterns = [
    path("outside-support/", pages.waiting, name="waiting"),
    path("outside-support/what-works/", pages.what_works, name="what_works"),
    path("outside-support/for/<uuid:service>/", preparing.for_whom, name="for_whom"),
    path(_ALL, pages.referrals, name="referrals"),
    path(f"{_ALL}due/", pages.due, name="due"),
    path(f"{_ALL}new/", preparing.draft, name="draft"),
    path(_ONE, pages.referral, name="referral"),
    path(f"{_ONE}consent/", preparing.consent, name="consent"),
    path(f"{_ONE}hand-on/", preparing.hand_on, name="hand_on"),
    path(f"{_ONE}letter/", pages.letter, name="letter"),
    path(f"{_ONE}follow/", moves.record_step, name="follow"),
    path(f"{_ONE}answer/", moves.record_answer, name="answer"),
    path(f"{_ONE}link/", moves.client_link, name="client_link"),
    path(f"{_ONE}reply-link/", moves.partner_link, name="partner_link"),
    path(_NETWORK, network.network, name="network"),
    path(f"{_NETWORK}links/add/", network.link_add, name="link_add"),
    path(f"{_NETWORK}links/<int:link>/no-longer/", network.link_end, name="link_end"),
    path("reply/<str:token>/", replying.reply, name="reply"),
]
