"""What stands in an address, for each relation: one maker for each name of an argument.

A route with an argument that nobody makes fails the matrix. A new kind of argument gets a maker here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.utils.http import int_to_base36

from tests.web.authorization.routes import Route
from tests.web.authorization.world import World
from tests.web.cast import NOW, TODAY
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Care, Episode, Score, Upload
from unstuck.web.caseload.uploads.sheets import Sheet
from unstuck.web.directory.models import Import, Service

CONTENT = b"client,date,score\nM-9,2026-11-20,12\n"
Maker = Callable[[World, str, Route], object]
"""Makes the argument that belongs to `owner`."""


def episode(world: World, owner: str, route: Route) -> object:
    return world.clients[owner].public_id


def score(world: World, owner: str, route: Route) -> object:
    found = _score(world.clients[owner], owner, world)
    return found.pk


def _score(one: Episode, owner: str, world: World) -> Score:
    known = Score.objects.filter(episode=one).first()
    return known or Score.objects.create(
        episode=one,
        instrument="PHQ-9",
        day=float((TODAY - timedelta(days=3)).toordinal()),
        on=TODAY - timedelta(days=3),
        total=9,
        entered_at=NOW,
        entered_by=_person(world, owner),
    )


def upload(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    stage = "saved" if route.name.endswith("undo") else "read"
    made = Upload.objects.create(
        agency=by.memberships.get().agency,
        by=by,
        at=NOW,
        file_name="scores.csv",
        content=None if stage == "saved" else CONTENT,
        sha256=sha256(CONTENT).hexdigest(),
        instrument="PHQ-9",
        mapping=Sheet(client="client", unit="date", score="score", time="date").as_json(),
        stage=stage,
        stage_at=NOW,
    )
    return made.public_id


def service(world: World, owner: str, route: Route) -> object:
    """A service stands to people as the clients of somebody at its agency do: the agency alone counts."""
    made = Service.objects.create(
        agency_id=world.actors[owner].agency_id,
        source="Matrix",
        row=uuid4().hex,
        name="A service",
        cost="free",
        digest="0",
    )
    return made.public_id


def brought_in(world: World, owner: str, route: Route) -> object:
    made = Import.objects.create(
        agency_id=world.actors[owner].agency_id,
        at=NOW,
        source="Matrix",
        file_name="town.json",
        content=b'{"service": []}',
        sha256="0" * 64,
        stage_at=NOW,
        difference={"new": 0, "changed": 0, "gone": 0, "same": 0, "notes": 0}
        | {"new_names": [], "gone_names": [], "changes": []},
    )
    return made.public_id


def person(world: World, owner: str, route: Route) -> object:
    """A person stands to another like their clients do."""
    return _person(world, owner).public_id


def kind(world: World, owner: str, route: Route) -> object:
    return "care"


def fact(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    row = Care(episode=world.clients[owner], on=TODAY, recorded_at=NOW, recorded_by=by, sessions_attended=3)
    row.save()
    return row.pk


def passkey(world: World, owner: str, route: Route) -> object:
    return Authenticator.objects.create(user=_person(world, owner), type="webauthn", data={"name": "a passkey"}).pk


def uidb36(world: World, owner: str, route: Route) -> object:
    return int_to_base36(_person(world, owner).pk)


def key(world: World, owner: str, route: Route) -> object:
    return default_token_generator.make_token(_person(world, owner))


def _person(world: World, owner: str) -> Person:
    found = world.people[owner]
    assert found is not None
    return found


MAKERS: dict[str, Maker] = {
    "episode": episode,
    "score": score,
    "kind": kind,
    "fact": fact,
    "upload": upload,
    "service": service,
    "brought_in": brought_in,
    "person": person,
    "pk": passkey,
    "uidb36": uidb36,
    "key": key,
}
ABOUT_SOMEBODY = {"episode", "score", "fact", "upload", "service", "brought_in", "person", "pk"}
"""Arguments that belong to somebody. The others are words, or open a page to whoever was given them."""
