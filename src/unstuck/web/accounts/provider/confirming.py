"""Showing once more that it is oneself, before something delicate, by going through the provider anew."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.models import LinkedSignIn, Person
from unstuck.web.components.identity_provider import provider


def may_confirm(person: Person) -> bool:
    """Tell whether somebody can go through the provider: it is named, and knows them."""
    named = provider()
    return named is not None and LinkedSignIn.objects.filter(person=person, issuer=named.issuer).exists()


def confirms_through_provider(person: Any) -> list[dict[str, Any]]:
    """Return the page of it as one more way to confirm, in the form that allauth lists them.

    Who has no password is led there in any case: where nothing else is left, it says what to do.
    """
    if not person.is_authenticated or (person.has_usable_password() and not may_confirm(person)):
        return []
    named = provider()
    words = _("Sign in once more with %(name)s") % {"name": named.name} if named else _("What to do without a password")
    return [{"id": "provider", "description": words, "url": reverse("account_provider_confirm")}]


def confirmed_lately(request: HttpRequest) -> bool:
    """Tell whether somebody confirmed just now that it is them, in any way."""
    shown = [one for one in get_authentication_records(request, request.user) if one.get("reauthenticated")]
    return bool(shown) and time.time() - shown[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
