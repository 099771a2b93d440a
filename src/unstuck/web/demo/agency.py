"""The demonstration: about 60 invented clients for three workers, their supervisor, a manager and an administrator,
and one agency that must never see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from unstuck.instruments import load
from unstuck.simulation import scale_of, simulate
from unstuck.simulation.cases import cases
from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import Actor, actor_of
from unstuck.web.accounts.models import Agency, Person, Role
from unstuck.web.components import dates
from unstuck.web.demo.actions.clients import KnownClient, bring_up_to_date, take_in
from unstuck.web.demo.advocacy import add_advocacy
from unstuck.web.demo.agencys_own import add_programmes, add_questions
from unstuck.web.demo.checkins import add_checkins
from unstuck.web.demo.circles import add_circles
from unstuck.web.demo.clock import DemoClock
from unstuck.web.demo.consultations import add_consultations
from unstuck.web.demo.directory import add_directory
from unstuck.web.demo.endings import add_endings
from unstuck.web.demo.learning import add_learning
from unstuck.web.demo.own_learning import add_own_learning
from unstuck.web.demo.own_pages import add_own_pages
from unstuck.web.demo.plans import add_plans
from unstuck.web.demo.referrals import add_referrals
from unstuck.web.demo.reviews import add_reviews
from unstuck.web.demo.safety import add_safety, name_who_answers
from unstuck.web.demo.supervision import add_supervision

INSTRUMENT = "PHQ-9"
CLIENTS, SEED, WEEKS = 60, 2, 16
PASSWORD = "demo-look-closer"  # noqa: S105  (printed on purpose; the demo holds nobody's data)


@dataclass(frozen=True)
class DemoSignIn:
    """What the demo prints for one person."""

    role: str
    email: str
    password: str


PEOPLE = (
    ("worker", "ada.worker@demo.invalid", "Ada Okafor"),
    ("worker", "ben.worker@demo.invalid", "Ben Lindqvist"),
    ("worker", "carla.worker@demo.invalid", "Carla Mendes"),
    ("supervisor", "sam.supervisor@demo.invalid", "Sam Whitfield"),
    ("manager", "mona.manager@demo.invalid", "Mona Haddad"),
    ("administrator", "ari.administrator@demo.invalid", "Ari Novak"),
)
OUTSIDER = ("worker", "otto.outsider@demo.invalid", "Otto Brandt")

FIRST_NAMES = (
    "Alice", "Bilal", "Chiara", "Dev", "Elena", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kofi", "Leila", "Marek",
    "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Samir", "Tilda", "Uma", "Viktor", "Wanda", "Xenia", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Berg", "Costa", "Dunne", "Ekman", "Fofana", "Garcia", "Holm", "Ivanova", "Jensen", "Kaya", "Lund",
    "Moreau", "Nowak", "Osei", "Petit", "Quist", "Rossi", "Silva", "Tanaka", "Usman", "Vogel", "Weber", "Yilmaz",
)  # fmt: skip
SAID = {
    "another_worker": "I am not sure that we understand each other.",
    "try_something_different": "Talking helps for an hour. I would like to try something else.",
    "work": "I have not been in for three weeks.",
    "money": "There is nothing left once the rent is paid.",
    "housing": "We may have to be out by spring.",
    "family": "We hardly speak any more.",
    "health": "I wake up tired and stay tired.",
    "social": "Nobody rings, and I do not either.",
    "food": "I skip meals so that the children need not.",
}
"""Invented, like everybody here."""


def make_once() -> None:
    """Fill the tables where nothing is in them yet; a demo that was begun stays as it is."""
    if not Agency.objects.exists():
        make(dates.now(), dates.today())


def sign_ins() -> list[DemoSignIn]:
    """Return who can sign in to the demo: role, e-mail, password."""
    return [DemoSignIn(role, email, PASSWORD) for role, email, _name in (*PEOPLE, OUTSIDER)]


def make(now: datetime, today: date) -> None:
    """Fill empty tables with the demo."""
    agency = found_agency("Riverside Social Work", now=now)
    team = add_team(agency, "Riverside team", by=None, now=now)
    people = [_person(agency, team, *one, now) for one in PEOPLE]
    actors = [actor for actor in map(actor_of, people) if actor is not None]
    workers = [actor for actor in actors if actor.role == Role.WORKER]
    supervisor, manager, administrator = (
        next(actor for actor in actors if actor.role == role)
        for role in (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
    )
    _clients(workers, CLIENTS, SEED, "R", now, today)
    add_programmes(administrator, workers, DemoClock(now, today))
    add_questions(administrator, workers[0], DemoClock(now, today))
    add_plans(workers, now, today)
    add_directory(agency, workers, now, today)
    add_referrals(workers, now, today)
    add_consultations(workers, supervisor, now, today)
    add_reviews(workers, now, today)
    name_who_answers((supervisor, workers[-1]), administrator, manager, now)
    add_safety(workers[0], supervisor, now, today)
    add_advocacy(workers[0], now, today)
    add_endings(workers[0], workers[1], supervisor, DemoClock(now, today))
    add_checkins(workers[0], administrator, DemoClock(now, today))
    add_own_pages(workers[0], administrator, DemoClock(now, today))
    add_supervision(workers[0], supervisor, DemoClock(now, today))
    add_learning([workers[0], supervisor], DemoClock(now, today))
    add_own_learning(workers, supervisor, DemoClock(now, today))
    add_circles(workers[0], workers[1], administrator, supervisor, DemoClock(now, today))
    for worker in workers:
        bring_up_to_date(worker, now=now, today=today)
    other = found_agency("Hillside Support", now=now)
    outsider = _person(other, add_team(other, "Hillside team", by=None, now=now), *OUTSIDER, now)
    actor = actor_of(outsider)
    _clients([actor] if actor else [], 6, SEED + 1, "H", now, today)


def _person(agency: Agency, team: Any, role: str, email: str, name: str, now: datetime) -> Person:
    wanted = NewPerson(email, name, Role(role), team if role in ("worker", "supervisor") else None, PASSWORD)
    return add_person(agency, wanted, by=None, now=now)


def _clients(workers: Sequence[Actor], count: int, seed: int, letter: str, now: datetime, today: date) -> None:
    """Deal the clients out so that every worker has one who needs a look; the order is the simulation's own."""
    scale = scale_of(load(INSTRUMENT))
    caseload = simulate(count, seed, today=today, scale=scale, weeks=WEEKS)
    facts = dict(cases(caseload))
    columns = {name: values.tolist() for name, values in caseload.columns.items()}
    known: dict[str, list[tuple[date, float]]] = {}
    for client, day, score in zip(columns["client"], columns["date"], columns["score"], strict=True):
        known.setdefault(client, []).append((day, float(score)))
    for place, worker in enumerate(workers):
        mine = [
            KnownClient(
                reference=f"{letter}-{1000 + number}",
                name=_name(number),
                started_on=min(scores)[0] - timedelta(days=3),
                scores=sorted(scores),
                case=facts[client],
                words=_words(facts[client]),
            )
            for number, (client, scores) in enumerate(known.items())
            if number % len(workers) == place
        ]
        take_in(worker, INSTRUMENT, mine, now=now, today=today)


def _words(case: dict[str, Any]) -> dict[str, str]:
    """Return what the client says about what is hard for them, and about what they wish."""
    hard = {area for area, answers in case["life_areas"].items() if answers["negatively_affected"]}
    return {about: words for about, words in SAID.items() if about in hard | set(case.get("client_wishes", ()))}


def _name(number: int) -> str:
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[(number * 7 + number // 24) % len(LAST_NAMES)]}"
