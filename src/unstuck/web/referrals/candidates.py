"""Whom somebody could refer: the clients in care in whose records they write. The directory asks as well."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import work_of
from unstuck.web.directory.permissions import REFERS


def open_work_of(actor: Actor) -> QuerySet[Episode]:
    """Return the open episodes in which somebody may record, to choose from whom to refer."""
    return work_of(actor).filter(ended_on=None)


def has_somebody_to_refer(actor: Actor) -> bool:
    """Tell whether there is anybody to choose."""
    return open_work_of(actor).exists()


REFERS.append(has_somebody_to_refer)
