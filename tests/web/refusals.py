"""Who of the cast may do a thing, who finds a row, and with which code a thing is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django.db.models import Model, QuerySet

from tests.web.cast import Cast
from unstuck.web.accounts.actors import Actor, actor_of
from unstuck.web.accounts.models import Person
from unstuck.web.components.denied import Denied


def people(cast: Cast) -> dict[str, Actor]:
    """Return everybody who works somewhere now, by name.

    Wanda, Wim, Wilma, Otto work; Sunita, Stan, Sven supervise; Mirjam manages; Aron, Alma administer. Otto, Sven and
    Alma do so elsewhere.
    """
    everybody = [one for one in (getattr(cast, field.name) for field in fields(cast)) if isinstance(one, Person)]
    here = {one.name: actor_of(one) for one in everybody}
    return {name: actor for name, actor in here.items() if actor is not None}


def refusal(act: Callable[..., Any], *facts: Any, **named: Any) -> str:
    """Return the code with which something is refused, empty where it is not."""
    try:
        act(*facts, **named)
    except Denied as denied:
        return denied.code
    return ""


def who_may(cast: Cast, check: Callable[..., Any], *facts: Any) -> set[str]:
    """Return the names of those whom a check lets through, or of whom a predicate is true."""
    let = set()
    for name, actor in people(cast).items():
        try:
            answer = check(actor, *facts)
        except Denied:
            continue
        if answer is not False:
            let.add(name)
    return let


def who_finds(cast: Cast, gate: Callable[[Any], QuerySet[Any]], row: Model) -> set[str]:
    """Return the names of those for whom a gate lets a row through."""
    return {name for name, actor in people(cast).items() if gate(actor).filter(pk=row.pk).exists()}
