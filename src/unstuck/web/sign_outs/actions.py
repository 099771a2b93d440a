"""Ending sessions here because the one at the identity provider ended."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction

from unstuck.web.accounts.actions import agency_of
from unstuck.web.accounts.models import Person
from unstuck.web.audit.actions import audited
from unstuck.web.components.identity_provider import LONGEST_NOTICE, ProviderSignOut
from unstuck.web.sign_outs.queries import sessions_that_came_of


def end_what_ended_there(said: ProviderSignOut, *, now: datetime) -> bool:
    """End the sessions that came of what ended at the provider; False where the same notice came before."""
    with transaction.atomic():
        notice = sha256(f"{said.issuer} {said.token}".encode()).hexdigest()
        if not cache.add(f"provider_sign_out:{notice}", True, 2 * LONGEST_NOTICE):
            return False
        for subject, keys in sessions_that_came_of(said).items():
            person = Person.objects.get(linked_sign_in__issuer=said.issuer, linked_sign_in__subject=subject)
            with audited("session.ended_there", agency=agency_of(person), actor=person.public_id, now=now) as write:
                Session.objects.filter(session_key__in=keys).delete()
                write.about("person", person.public_id, count=len(keys))
    return True
