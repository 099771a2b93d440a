"""What an agency's administrator still has to do, told on their first page by the rooms that know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unstuck.web.accounts.actors import Actor


@dataclass(frozen=True)
class SetupTask:
    """One thing that is not done yet: what, why it matters, and the route of the page where it is done."""

    title: str
    why: str
    verb: str
    route: str


Teller = Callable[[Actor], SetupTask | None]
"""From an administrator to what is to be done at their agency; None where it is done."""

_TELLERS: dict[str, Teller] = {}


def tells_what_to_do(room: str) -> Callable[[Teller], Teller]:
    """Return a decorator that makes a function a room's teller, asked in order of the rooms' names."""

    def register(teller: Teller) -> Teller:
        _TELLERS[room] = teller
        return teller

    return register


def still_to_do(actor: Actor) -> list[SetupTask]:
    """Return what is not done yet at an administrator's agency."""
    return [task for room in sorted(_TELLERS) if (task := _TELLERS[room](actor)) is not None]
