"""Signing in through django-allauth, without sign-up: people are added by an administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Closed to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody makes an account for themselves."""
        return False


class PeopleBackend(AuthenticationBackend):
    """allauth's check of e-mail and password."""

    def get_user(self, user_id: Any) -> Any:
        """Return an active person."""
        person = super().get_user(user_id)
        return person if person is not None and person.is_active else None
