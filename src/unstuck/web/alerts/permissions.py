"""Who may read and move alerts: whoever may read, and write, the client's record. Their setting is the agency's."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.alerts.models import Alert
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.denied import Denied


def alerts_for(actor: Actor | None) -> QuerySet[Alert]:
    """Return the alerts of the clients that somebody may read: the gate of every page about alerts."""
    return Alert.objects.filter(episode__in=episodes_for(actor))


def check_may_set(actor: Actor) -> None:
    """Raise Denied unless somebody answers for the agency as a whole: its manager, or its administrator."""
    if actor.role not in (Role.MANAGER, Role.ADMINISTRATOR):
        raise Denied("not_manager", _("Only a manager or an administrator can change this."))
