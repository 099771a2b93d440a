"""Which sessions here came of which one at the provider.

It stands in the session itself, where allauth notes how somebody showed who they are: before the second factor, so that
a sign-in on its way is found as well.
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from unstuck.web.accounts.models import LinkedSignIn
from unstuck.web.components import dates
from unstuck.web.components.identity_provider import BY_PROVIDER, ProviderSignOut


def came_by_provider(request: HttpRequest) -> bool:
    """Tell whether somebody signed in by the provider."""
    shown = get_authentication_records(request, request.user)
    return any(one["method"] == BY_PROVIDER and not one.get("reauthenticated") for one in shown)


def sessions_that_came_of(said: ProviderSignOut) -> dict[str, list[str]]:
    """Return the keys of sessions that the provider's word was taken in, by the subject whom it meant.

    Reads all sessions, as `accounts.sessions` does: there are few. Of people whose link was taken away all have ended.
    """
    found: dict[str, list[str]] = {}
    for row in Session.objects.filter(expire_date__gt=dates.now()):
        shown = row.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        for subject in {one["subject"] for one in shown if _is_meant(one, said)}:
            found.setdefault(subject, []).append(row.session_key)
    linked = LinkedSignIn.objects.filter(issuer=said.issuer, subject__in=found)
    return {subject: found[subject] for subject in linked.values_list("subject", flat=True)}


def _is_meant(shown: dict[str, Any], said: ProviderSignOut) -> bool:
    """Tell whether a session rests on what ended: the one that is named, or any of its subject where none is."""
    named = {"method": BY_PROVIDER, "issuer": said.issuer}
    named |= {part: one for part, one in (("subject", said.subject), ("session", said.session)) if one}
    return all(shown.get(part) == one for part, one in named.items())
