"""The cast, with a client, a score and a second factor for each of them, and what each person is to each client.

Everybody's clients have a name of their own, so that a page that shows somebody else's gives itself away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from tests.web.cast import NOW, PASSWORD, TODAY, Cast, make_cast, write_context
from unstuck.web.accounts.actions import NewPerson, add_person
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Client, Cover, CoveredClient, Episode
from unstuck.web.consents.models import Restriction
from unstuck.web.emergency.models import EmergencyAccess
from unstuck.web.intake.actions import add_client

ANONYMOUS = "anonymous"
STAFF = (
    "worker",
    "teammate",
    "worker_elsewhere",
    "supervisor",
    "other_supervisor",
    "manager",
    "administrator",
    "outsider",
    "outside_supervisor",
    "outside_administrator",
)
ENDED, SWITCHED_OFF, WITHOUT_TEAM = "membership_ended", "deactivated", "supervisor_without_team"


STANDS_IN = {"worker_elsewhere": "teammate", "other_supervisor": "worker"}
"""Who stands in for whom today, each across teams."""
RESTRICTED = {"supervisor": SWITCHED_OFF}
"""Whose client somebody of the same team is not to see, as the client asked."""
IN_AN_EMERGENCY = {"supervisor_without_team": "teammate"}
"""Whose client somebody opened in an emergency, and reads now."""


@dataclass(frozen=True)
class World:
    """Everybody by what they are called in the matrix, and the client of each."""

    cast: Cast
    people: dict[str, Person | None]
    actors: dict[str, Actor]
    """Who everybody is at their agency, and was before it ended."""
    clients: dict[str, Episode]

    def role(self, person: str) -> str | None:
        """Return the role that somebody has now."""
        return None if person in (ANONYMOUS, ENDED, SWITCHED_OFF) else self.actors[person].role

    def kind(self, person: str) -> str:
        """Return what the site goes by: the role; for whoever has none, or no team to supervise, themselves."""
        return person if person == WITHOUT_TEAM else self.role(person) or person

    def one_of_each_role(self) -> list[str]:
        """Return somebody of each role, and all who have none."""
        return [person for role, person in {self.role(one) or one: one for one in reversed(self.people)}.items()]

    def relation(self, person: str, owner: str) -> str:
        """Return what somebody is to the clients (or files) of `owner`, by who works where now.

        The clients of somebody who left stay with the team.
        """
        if person == owner:
            return "own"
        if STANDS_IN.get(person) == owner:
            return "covering"
        if RESTRICTED.get(person) == owner:
            return "restricted"
        if IN_AN_EMERGENCY.get(person) == owner:
            return "emergency"
        if person == ANONYMOUS or self.actors[person].agency_id != self.actors[owner].agency_id:
            return "outside"
        team = self.actors[person].team_id
        together = team is not None and team == self.actors[owner].team_id and person != ENDED
        return "team" if together else "agency"

    def owners(self, person: str) -> dict[str, str]:
        """Return one owner for each relation in which this person stands to somebody."""
        return {self.relation(person, owner): owner for owner in reversed(list(self.clients))}

    def together(self, person: str) -> str:
        """Return somebody else of the same agency, who may ask this person something; empty for nobody."""
        owners = self.owners(person)
        return owners.get("team") or owners.get("agency") or ""

    def names_beyond(self, person: str, relations: tuple[str, ...]) -> list[str]:
        """Return the names of the clients to whom this person is nothing that suffices."""
        far = [owner for owner in self.clients if self.relation(person, owner) not in relations]
        return [self.clients[owner].client.name for owner in far]


def make_world() -> World:
    """Make everybody and everything. To be called inside a transaction that is rolled back."""
    cast = make_cast()
    wanted = {
        WITHOUT_TEAM: NewPerson("noteam@example.invalid", "Noor", Role.SUPERVISOR, None, PASSWORD),
        ENDED: NewPerson("ended@example.invalid", "Ella", Role.WORKER, cast.team, PASSWORD),
        SWITCHED_OFF: NewPerson("off@example.invalid", "Dora", Role.WORKER, cast.team, PASSWORD),
    }
    added = {name: add_person(cast.agency, one, by=None, now=NOW) for name, one in wanted.items()}
    everybody = {name: getattr(cast, name) for name in STAFF} | added
    actors = {name: cast.actor(person) for name, person in everybody.items()}
    clients = {name: _client(name, actor) for name, actor in actors.items()}
    for who, worker in STANDS_IN.items():
        a_cover(actors[worker], everybody[worker], everybody[who], clients[worker], state="agreed")
    for who, worker in IN_AN_EMERGENCY.items():
        an_emergency(everybody[who], clients[worker])
    for who, worker in RESTRICTED.items():
        Restriction.objects.create(
            client=clients[worker].client, scope="colleague", person=everybody[who], state="in_force"
        )
    for person in everybody.values():
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(person)
    Membership.objects.filter(person=added[ENDED]).update(ended_at=NOW)
    Person.objects.filter(pk=added[SWITCHED_OFF].pk).update(is_active=False)
    return World(cast, {ANONYMOUS: None, **everybody}, actors, clients)


def an_emergency(person: Person, episode: Episode, *, since: timedelta = timedelta()) -> EmergencyAccess:
    """Let somebody have opened the record of a client in an emergency, for an hour."""
    opened_at = NOW - since
    until = opened_at + timedelta(hours=1)
    return EmergencyAccess.objects.create(
        client=episode.client, person=person, reason="Nobody answers", opened_at=opened_at, until=until
    )


def a_cover(at: Actor, worker: Person, colleague: Person, episode: Episode, *, state: str) -> Cover:
    """Make a cover of one client, today."""
    made = Cover.objects.create(
        agency_id=at.agency_id, worker=worker, colleague=colleague, first_day=TODAY, last_day=TODAY, note="Walks",
        asked_at=NOW, asked_by=worker, state=state,
    )  # fmt: skip
    CoveredClient.objects.create(cover=made, episode=episode, knows="yes")
    if state == "agreed":
        Person.objects.filter(pk=colleague.pk).update(stands_in_until=TODAY)
    return made


def _client(name: str, actor: Actor) -> Episode:
    """Give somebody a client: also to people whose role has no caseload, as one may have who was a worker before."""
    if actor.role in (Role.WORKER, Role.SUPERVISOR):
        wanted = NewClient(f"M-{name}", _name(name), TODAY - timedelta(days=30))
        episode = add_client(actor, wanted, now=NOW, today=TODAY)
        add_score(actor, episode, Total("PHQ-9", 15, TODAY - timedelta(days=20)), write_context())
        episode.refresh_from_db()
        return episode
    return _left_over(name, actor)


def _left_over(name: str, actor: Actor) -> Episode:
    client = Client.objects.create(
        agency_id=actor.agency_id, reference=f"M-{name}", key=f"m-{name}", name=_name(name), created_at=NOW
    )
    episode = Episode.objects.create(client=client, worker_id=actor.id, started_on=TODAY)
    stand_again([episode.pk], NOW, TODAY)
    return episode


def _name(owner: str) -> str:
    """Return a name that stands inside no other, and in no page by chance."""
    return f"Theclientof {owner.title()} Only"
