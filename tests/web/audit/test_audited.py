"""The frame of every write: change and entry stand or fall together, and a form counts once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from tests.web.cast import NOW, TODAY, Cast, make_cast, write_context
from tests.web.reviews.acts import handed_over
from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership, Person, Role, Team
from unstuck.web.audit import actions as frame
from unstuck.web.audit.actions import AlreadyDone, audited
from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score, correct_score, withdraw_score
from unstuck.web.caseload.models import Client, Episode, Score, Standing, State, Upload, WithdrawalReason
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.intake.actions import add_client

TABLES = (Agency, Team, Person, Membership, Client, Episode, Score, State, Standing, Upload, Entry, Chain)
Act = Callable[[Cast], object]
TYPED = ("Cleo Brook", "New Name", "Nora Typed", "typed@example.invalid", "Typed team", "REF-TYPED", "Typed agency")
KNOWN = KnownClient("REF-TYPED", "Nora Typed", TODAY, [(TODAY, 12.0)], {})

ACTIONS: dict[str, Act] = {
    "agency.founded": lambda cast: found_agency("Typed agency", now=NOW),
    "team.added": lambda cast: add_team(cast.agency, "Typed team", by=cast.actor(cast.administrator), now=NOW),
    "person.added": lambda cast: add_person(
        cast.agency,
        NewPerson("typed@example.invalid", "Nora Typed", Role.WORKER, cast.team),
        by=cast.actor(cast.administrator),
        now=NOW,
    ),
    "client.added": lambda cast: add_client(
        _wanda(cast), NewClient("REF-TYPED", "Nora Typed", TODAY), now=NOW, today=TODAY
    ),
    "client.handed_over": lambda cast: handed_over(cast, cast.cleo),
    "score.added": lambda cast: add_score(_wanda(cast), cast.cleo, Total("PHQ-9", 17, TODAY), write_context()),
    "score.withdrawn": lambda cast: withdraw_score(
        _wanda(cast), _score(cast), WithdrawalReason.WRONG_NUMBER, write_context()
    ),
    "score.corrected": lambda cast: correct_score(
        _wanda(cast), _score(cast), Total("PHQ-9", 3, TODAY - timedelta(days=1)), write_context()
    ),
    "clients.taken_in": lambda cast: take_in(_wanda(cast), "PHQ-9", [KNOWN], now=NOW, today=TODAY),
}
"""Every action of this module's time; tests/architecture/test_site.py sees that no action goes unaudited."""


def _wanda(cast: Cast) -> Actor:
    return cast.actor(cast.worker)


def _score(cast: Cast) -> Score:
    return Score.objects.filter(episode=cast.cleo).latest("day")


def _everything() -> dict[str, list[Any]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_writes_one_entry_with_nothing_that_was_typed(cast: Cast, name: str) -> None:
    before = Entry.objects.count()
    ACTIONS[name](cast)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("id")
    assert entry.action == name
    text = " ".join(str(value) for value in Entry.objects.filter(pk=entry.pk).values().get().values())
    assert not [typed for typed in TYPED if typed.casefold() in text.casefold()]
    assert not [one.fault for one in verify() if one.fault]


@pytest.mark.parametrize("name", ACTIONS)
def test_a_fault_after_the_change_undoes_all_of_it(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _everything()

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(frame, "_append", broken)
    with pytest.raises(RuntimeError):
        ACTIONS[name](cast)
    assert _everything() == before


def test_a_fault_inside_the_change_leaves_no_entry(cast: Cast) -> None:
    before = _everything()

    def half_done() -> None:
        with _entry_of(cast, None):
            Team.objects.create(agency=cast.agency, name="Half done")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert _everything() == before


def _entry_of(cast: Cast, idempotency_key: str | None) -> Any:
    return audited("test.done", agency=cast.agency.public_id, actor="test", now=NOW, idempotency_key=idempotency_key)


def test_the_same_form_twice_is_one_change_and_leads_to_the_same_place(cast: Cast) -> None:
    idempotency_key = str(uuid.uuid4())
    wanted = NewClient("REF-1", "Nora Typed", TODAY)
    episode = add_client(_wanda(cast), wanted, now=NOW, today=TODAY, idempotency_key=idempotency_key)
    after_the_first = _everything()
    with pytest.raises(AlreadyDone) as again:
        add_client(_wanda(cast), wanted, now=NOW, today=TODAY, idempotency_key=idempotency_key)
    assert again.value.answer == str(episode.public_id)
    assert _everything() == after_the_first


def test_a_receipt_counts_only_when_the_action_succeeded(cast: Cast) -> None:
    idempotency_key = str(uuid.uuid4())
    with pytest.raises(RuntimeError), _entry_of(cast, idempotency_key):
        raise RuntimeError
    add_score(_wanda(cast), cast.cleo, Total("PHQ-9", 9, TODAY), write_context(idempotency_key))
    assert Entry.objects.filter(idempotency_key=idempotency_key).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_two_windows_at_once_is_one_change() -> None:
    cast = make_cast()
    idempotency_key, wanda = str(uuid.uuid4()), _wanda(cast)
    scores, entries = Score.objects.count(), Entry.objects.count()
    found = _at_once(6, lambda _: add_score(wanda, cast.cleo, Total("PHQ-9", 9, TODAY), write_context(idempotency_key)))
    assert sorted(type(one).__name__ for one in found) == ["AlreadyDone"] * 5 + ["Score"]
    assert (Score.objects.count(), Entry.objects.count()) == (scores + 1, entries + 1)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain() -> None:
    cast = make_cast()
    wanda = _wanda(cast)
    before = Entry.objects.count()

    def act(number: int) -> object:
        return add_score(wanda, cast.cleo, Total("PHQ-9", 9, TODAY - timedelta(days=number)), write_context())

    found = _at_once(6, act)
    assert [one for one in found if isinstance(one, BaseException)] == []
    assert Entry.objects.count() == before + 6
    assert not [one.fault for one in verify() if one.fault]


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Return what came of so many threads, each with a connection of its own, that begin together."""
    found: list[object] = []
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait()
        try:
            found.append(act(number))
        except Exception as fault:
            found.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found
