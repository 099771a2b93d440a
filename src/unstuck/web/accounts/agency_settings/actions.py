"""Deciding which roles need a second factor, and what a client is called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from unstuck.language import CLIENT_WORDS
from unstuck.language import gettext as _
from unstuck.web.accounts import policies
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Role
from unstuck.web.accounts.queries import second_people
from unstuck.web.accounts.signals import concerns_people
from unstuck.web.audit.actions import audited
from unstuck.web.components.denied import Denied


def require_second_factor(
    by: Actor, roles: Collection[str], *, now: datetime, idempotency_key: str | None = None
) -> None:
    """Say which roles of the agency need a second factor, in the place of those before.

    Where a role needs none any more, whoever answers for others is told: one person's stolen session must not be able
    to do it unseen. Denied for an unknown role.
    """
    chosen = [role.value for role in Role if role.value in roles]
    if len(chosen) != len(set(roles)):
        raise Denied("unknown_role", _("Choose from the roles on this page."))
    with audited(
        "agency.second_factor", agency=by.agency_public_id, actor=by.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        agency = Agency.objects.select_for_update().get(pk=by.agency_id)
        policies.check_still_holds(by)
        policies.check_administers(by, agency)
        freed = sorted(set(agency.second_factor_for) - set(chosen))
        if freed:
            people = second_people(by.agency_id, by.id)
            concerns_people.send(
                sender=None, people=people, kind="factor.eased", route="accounts:me", agency=agency.pk, now=now
            )
        write.about("agency", agency.public_id, before=agency.second_factor_for, after=chosen)
        agency.second_factor_for = chosen
        agency.save(update_fields=["second_factor_for"])


def call_clients(by: Actor, word: str, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Say what the agency calls a client, by its code. Denied for an unknown one."""
    with audited(
        "agency.client_word", agency=by.agency_public_id, actor=by.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        agency = Agency.objects.select_for_update().get(pk=by.agency_id)
        policies.check_still_holds(by)
        policies.check_administers(by, agency)
        if word not in CLIENT_WORDS:
            raise Denied("unknown_word", _("Choose one of the words on this page."))
        write.about("agency", agency.public_id, before=agency.client_word, after=word)
        agency.client_word = word
        agency.save(update_fields=["client_word"])
