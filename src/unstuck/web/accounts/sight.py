"""What rooms above take from, or add to, what somebody may see; the gate of the caseload asks it here.

It is asked once in a request, because every list and page begins at the gate, and anew inside each frame.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from unstuck.web.accounts.actors import Actor

HIDDEN: list[Callable[[Actor], Q | None]] = []
"""Conditions of episodes that somebody is not to see, whatever else they are to the client; None for most people."""
OPENED: list[Callable[[Actor], Q | None]] = []
"""Conditions of episodes that somebody reads for a while, whatever they are to the client; None for most people."""
_ASKED_ONCE = "limits_of_sight"

Limits = tuple[list[Q], list[Q]]
"""What is hidden from somebody, and what they opened."""


def limits_of(actor: Actor) -> Limits:
    """Return what is hidden from somebody and what they opened; an actor is made anew for each request."""
    kept = vars(actor)
    if _ASKED_ONCE not in kept:
        hidden, opened = ([ask(actor) for ask in rooms] for rooms in (HIDDEN, OPENED))
        kept[_ASKED_ONCE] = [one for one in hidden if one is not None], [one for one in opened if one is not None]
    limits: Limits = kept[_ASKED_ONCE]
    return limits


def ask_again(actor: Actor) -> None:
    """Forget what was asked: inside a frame nothing from before it counts."""
    vars(actor).pop(_ASKED_ONCE, None)
