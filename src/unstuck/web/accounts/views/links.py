"""Giving somebody the link by which they set their password: by mail, or once on the administrator's screen."""

from __future__ import annotations

from django.contrib import messages

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import give_link, show_link
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Membership
from unstuck.web.accounts.sign_in import key_of, mail_password_link, password_link
from unstuck.web.components import dates

_SHOWN = "link_to_show"


def give(request: Request, membership: Membership, idempotency_key: str | None = None) -> None:
    """Send the link; where no mail goes out, have it shown once on the person's page.

    From the first client on, a link that an administrator sees opens with a second person's code alone.
    """
    person = membership.person
    give_link(membership, by=request.actor, now=dates.now(), idempotency_key=idempotency_key)
    if mail_password_link(person):
        messages.success(request, _("A link to set a password went to %(address)s.") % {"address": person.email})
        return
    link = password_link(person)
    asks = show_link(membership, key_of(link), by=request.actor, now=dates.now())
    request.session[_SHOWN] = {"person": str(person.public_id), "link": link, "asks": asks}


def shown_once(request: Request, membership: Membership) -> tuple[str, bool]:
    """Return, once, the link that waits to be handed to this person, and whether it asks for a code; else nothing."""
    waiting = request.session.get(_SHOWN)
    if not waiting or waiting["person"] != str(membership.person.public_id):
        return "", False
    del request.session[_SHOWN]
    return str(waiting["link"]), bool(waiting["asks"])
