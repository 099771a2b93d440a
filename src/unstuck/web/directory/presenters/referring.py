"""What stands where a client would be referred, for somebody who has no client to refer."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.components.links import address_if_any


@dataclass(frozen=True)
class NobodyToRefer:
    """Why nobody can be referred from here, and the one thing to do instead."""

    words: str
    verb: str
    address: str


def nobody_to_refer(actor: Actor) -> NobodyToRefer:
    """Return what there is to do instead: a supervisor's team has the clients, a worker adds one."""
    if actor.role == Role.SUPERVISOR:
        return NobodyToRefer(
            _("Only a client's own worker can refer them, and no client is yours at present.")
            + " "
            + _("Tell the worker of a client whom this could help."),
            _("Look at your team's clients"),
            address_if_any("home:caseload"),
        )
    return NobodyToRefer(
        _("You have no clients of your own at present. Once you have one, you can refer them from here."),
        _("Add a client"),
        address_if_any("intake:client_add"),
    )
