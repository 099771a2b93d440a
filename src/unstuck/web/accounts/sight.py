"""What rooms above take from, or add to, what somebody may see; the gate of the caseload asks it here.

It is asked once in a request, because every list and page begins at the gate, and anew inside each frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q

from unstuck.web.accounts.actors import Actor
from unstuck.web.components import dates
from unstuck.web.components.prepared_queries import NOT_A_WORD, TAKEN_APART, Parts

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


def _taken_apart(actor: Actor) -> Parts | None:
    """Take an actor apart for prepared queries; None for the few who see less, or more, than their role says."""
    stands_in = actor.stands_in_until is not None and dates.today() <= actor.stands_in_until
    if stands_in or any(limits_of(actor)):
        return None
    known = (actor.id, actor.public_id, actor.agency_id, actor.agency_public_id)
    values = known if actor.team_id is None else (*known, actor.team_id)

    def whole(left: Iterator[Any]) -> Actor:
        row, public_id, agency, agency_public_id, *team = islice(left, len(values))
        stand_in = Actor(row, public_id, NOT_A_WORD, actor.role, agency, agency_public_id, NOT_A_WORD,
                         next(iter(team), None), rooms_off=actor.rooms_off, client_word=NOT_A_WORD)  # fmt: skip
        vars(stand_in)[_ASKED_ONCE] = [], []
        return stand_in

    return Parts((actor.role, len(values), actor.rooms_off), values, whole)


TAKEN_APART[Actor] = _taken_apart
