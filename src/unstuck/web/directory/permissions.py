"""Who may see and change what in the directory. Every reading of services goes through `services_for`.

An agency's directory is there for everybody who works there: it names no clients. Managers and administrators bring it
in; they and whoever works with clients may note what they know about a service.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Import, Service

KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
"""Roles that bring a directory in."""

REFERS: list[Callable[[Actor], bool]] = []
"""Whether somebody has a client to refer to a service: the room above that refers them says so."""


def services_for(actor: Actor | None) -> QuerySet[Service]:
    """Return the services of the actor's own agency, those that are gone too; for nobody, none."""
    if actor is None or actor.role not in Role.values:
        return Service.objects.none()
    return Service.objects.filter(agency_id=actor.agency_id)


def imports_for(actor: Actor | None) -> QuerySet[Import]:
    """Return the imports of the actor's own agency, without their files; for whoever does not bring them in, none."""
    if actor is None or actor.role not in KEEPERS:
        return Import.objects.none()
    return Import.objects.filter(agency_id=actor.agency_id).defer("content")


def has_somebody_to_refer(actor: Actor) -> bool:
    """Tell whether this person has anybody whom they could refer to a service."""
    return any(refers(actor) for refers in REFERS)


def check_may_import(actor: Actor) -> None:
    """Raise Denied unless this person looks after the directory."""
    if actor.role not in KEEPERS:
        raise Denied("not_keeper", _("Only managers and administrators can bring in a directory."))
