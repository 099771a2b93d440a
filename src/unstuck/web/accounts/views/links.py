"""Giving somebody the link by which they set their password: by mail, or once on the administrator's screen."""

from __future__ import annotations

from django.contrib import messages

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import give_link
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Membership
from unstuck.web.accounts.sign_in import mail_password_link, password_link
from unstuck.web.components import dates

_SHOWN = "link_to_show"


def give(request: Request, membership: Membership, idempotency_key: str | None = None) -> None:
    """Send the link; where no mail goes out, have it shown once on the person's page."""
    person = membership.person
    give_link(membership, by=request.actor, now=dates.now(), idempotency_key=idempotency_key)
    if mail_password_link(person):
        messages.success(request, _("A link to set a password went to %(address)s.") % {"address": person.email})
        return
    request.session[_SHOWN] = {"person": str(person.public_id), "link": password_link(person)}


def shown_once(request: Request, membership: Membership) -> str:
    """Return, once, the link that waits to be handed to this person; empty where there is none."""
    waiting = request.session.get(_SHOWN)
    if not waiting or waiting["person"] != str(membership.person.public_id):
        return ""
    del request.session[_SHOWN]
    return str(waiting["link"])
