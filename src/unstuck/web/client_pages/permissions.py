"""Who may see what: a client their own page, with its link and code; the client's own worker what they say there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.checkins.tokens import LONGEST, digest_of
from unstuck.web.client_pages.models import Objection, PageLink
from unstuck.web.components.denied import Denied
from unstuck.web.safety.queries import others_may_read


def objections_for(actor: Actor | None) -> QuerySet[Objection]:
    """Return the objections that somebody may read: the gate of every page about one."""
    return Objection.objects.filter(episode__in=episodes_for(actor))


def page_link_of(token: str, now: datetime) -> PageLink | None:
    """Return the link of a token; None where it is unknown, ended or expired, or the work has ended.

    Once violence at home, stalking or exploitation is known, it stops working: somebody else may read it (S.6).
    """
    if len(token) > LONGEST:
        return None
    usable = PageLink.objects.filter(digest=digest_of(token), ended_at=None, expires_at__gt=now)
    link = usable.select_related("episode__client__agency", "episode__standing").first()
    if link is None or link.episode.ended_on is not None or others_may_read(link.episode):
        return None
    return link


def check_may_set_rules(actor: Actor) -> None:
    """Raise Denied unless somebody looks after the agency's settings."""
    if actor.role != Role.ADMINISTRATOR:
        raise Denied("not_administrator", _("Only an administrator can change this."))
