"""The people of every test of the site: fixed roles, and what each is to the client Cleo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import Actor, actor_of
from unstuck.web.accounts.models import Agency, Person, Role, Team
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Episode
from unstuck.web.intake.actions import add_client

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
PASSWORD = "correct horse battery"
STALLED_COURSE = (15, 16, 15, 14, 15, 15, 14, 15)
"""PHQ-9, weekly: no real change."""


@dataclass(frozen=True)
class Cast:
    """Everybody. Wanda is Cleo's worker; Wim works in the same team, Wilma in another; Otto at another agency."""

    agency: Agency
    other_agency: Agency
    team: Team
    other_team: Team
    worker: Person
    teammate: Person
    worker_elsewhere: Person
    supervisor: Person
    other_supervisor: Person
    manager: Person
    administrator: Person
    outsider: Person
    outside_supervisor: Person
    outside_administrator: Person
    cleo: Episode
    """Wanda's client, whose PHQ-9 has stalled."""
    outside_client: Episode
    """Otto's client."""

    def actor(self, person: Person) -> Actor:
        found = actor_of(person)
        assert found is not None
        return found


def write_context(idempotency_key: str | None = None, version: int | None = None) -> WriteContext:
    return WriteContext(NOW, TODAY, idempotency_key, version)


def make_cast() -> Cast:
    agency, other = found_agency("Riverside", now=NOW), found_agency("Hillside", now=NOW)
    team, second = (add_team(agency, name, by=None, now=NOW) for name in ("North", "South"))
    outside = add_team(other, "Hill", by=None, now=NOW)

    def person(name: str, role: Role, at: Agency = agency, within: Team | None = None) -> Person:
        wanted = NewPerson(f"{name.lower()}@example.invalid", name, role, within, PASSWORD)
        return add_person(at, wanted, by=None, now=NOW)

    worker = person("Wanda", Role.WORKER, within=team)
    outsider = person("Otto", Role.WORKER, other, outside)
    return Cast(
        agency=agency,
        other_agency=other,
        team=team,
        other_team=second,
        worker=worker,
        teammate=person("Wim", Role.WORKER, within=team),
        worker_elsewhere=person("Wilma", Role.WORKER, within=second),
        supervisor=person("Sunita", Role.SUPERVISOR, within=team),
        other_supervisor=person("Stan", Role.SUPERVISOR, within=second),
        manager=person("Mirjam", Role.MANAGER),
        administrator=person("Aron", Role.ADMINISTRATOR),
        outsider=outsider,
        outside_supervisor=person("Sven", Role.SUPERVISOR, other, outside),
        outside_administrator=person("Alma", Role.ADMINISTRATOR, other),
        cleo=_client(worker, "R-1", "Cleo Brook"),
        outside_client=_client(outsider, "H-1", "Hanna Field"),
    )


def _client(worker: Person, reference: str, name: str) -> Episode:
    actor = actor_of(worker)
    assert actor is not None
    began = TODAY - timedelta(weeks=len(STALLED_COURSE))
    episode = add_client(actor, NewClient(reference, name, began), now=NOW, today=TODAY)
    for week, total in enumerate(STALLED_COURSE):
        add_score(actor, episode, Total("PHQ-9", total, began + timedelta(weeks=week)), write_context())
    episode.refresh_from_db()
    return episode
