"""Addresses of clients' own pages."""

from __future__ import annotations

from django.urls import path

from unstuck.web.client_pages.views import client, consents, worker

app_name = "client_pages"
_ONE = "clients/<uuid:episode>/own-page/"
urlpatterns = [
    path("mine/leave/", client.leave, name="leave"),
    path("mine/<str:token>/", client.mine, name="mine"),
    path("mine/<str:token>/choose/", client.choose, name="choose"),
    path("mine/<str:token>/not-right/<slug:about>/<int:place>/", client.not_right, name="not_right"),
    path("mine/<str:token>/goals/<int:place>/", client.rate, name="rate"),
    path("mine/<str:token>/help/<int:place>/", client.helped, name="helped"),
    path("mine/<str:token>/agreed/", consents.consents, name="consents"),
    path("mine/<str:token>/agreed/<slug:consent>/", consents.take_back, name="take_back"),
    path(_ONE, worker.own_page, name="own_page"),
    path(f"{_ONE}link/", worker.link_make, name="link_make"),
    path(f"{_ONE}close/", worker.link_end, name="link_end"),
    path(f"{_ONE}parts/", worker.parts, name="parts"),
    path(f"{_ONE}not-right/<int:objection>/", worker.objection, name="objection"),
    path("check-ins/settings/own-pages/", worker.rule, name="rule"),
]
