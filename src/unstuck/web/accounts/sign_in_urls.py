"""The pages of django-allauth that are in use, by the names that allauth itself looks them up with."""

from __future__ import annotations

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
]
