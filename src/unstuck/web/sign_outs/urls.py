"""Where people sign out, by the name that allauth looks it up with, and where the identity provider tells of it."""

from __future__ import annotations

from unstuck.web.accounts.sign_in_urls import path
from unstuck.web.sign_outs import views

urlpatterns = [
    path("sign-out/", views.sign_out, "account_logout"),
    path("sign-out/provider/", views.ended_there, "account_provider_ended"),
]
