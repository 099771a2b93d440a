"""A database of the version before is brought up to date: nothing in it is lost, and the record still verifies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.upgrade.before import Tables, lost, opened, rows, tables, upgraded
from unstuck.web.audit.queries import verify
from unstuck.web.audit.triggers import append_only_tables, unguarded_tables

ACCOUNTED_FOR: dict[str, str] = {
    "consultation_consultation.asked_step_id": "the consultation's own steps say what it pointed to: test_copies",
}
"""`table` or `table.column` -> where what stood there is now, and the test that shows it."""


@dataclass(frozen=True)
class Upgrade:
    """All tables, before and after; the database itself is open while the tests of this module run."""

    before: Tables
    after: Tables


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Upgrade]:
    with django_db_blocker.unblock():
        with opened(tmp_path_factory.mktemp("before")):
            before = tables()
        with upgraded(tmp_path_factory.mktemp("after")):
            yield Upgrade(before, tables())


def test_nothing_is_lost(upgrade: Upgrade) -> None:
    assert list(lost(upgrade.before, upgrade.after, ACCOUNTED_FOR)) == []
    assert len(upgrade.before["audit_entry"]) == 117, "counted in before.sql"
    assert len(upgrade.before["caseload_consultationstep"]) == 14


def test_a_loss_would_be_seen(upgrade: Upgrade) -> None:
    score = next(iter(upgrade.before["caseload_score"]))
    without = {key: row for key, row in upgrade.after["caseload_score"].items() if key != score}
    reworded = {key: {**row, "words": "Other words"} for key, row in upgrade.after["plans_goal"].items()}
    after = {**upgrade.after, "caseload_score": without, "plans_goal": reworded}
    assert list(lost(upgrade.before, after, ACCOUNTED_FOR)) == [
        f"caseload_score {score}: the row is gone",
        "plans_goal 1: words was 'I want to go outside again', is 'Other words'",
    ]


def test_the_record_verifies_and_ends_where_it_ended(upgrade: Upgrade) -> None:
    chains = {chain.agency: chain for chain in verify()}
    assert [chain.fault for chain in chains.values()] == ["", ""]
    ended = {key: (row["length"], row["head"]) for key, row in upgrade.before["audit_chain"].items()}
    assert {agency: (chain.entries, chain.head) for agency, chain in chains.items()} == ended


def test_the_database_still_refuses_changes(upgrade: Upgrade) -> None:
    assert list(unguarded_tables(connection)) == []
    filled = [table for table in append_only_tables() if upgrade.after[table]]
    assert len(filled) > 10
    for table in filled:
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608  (names of our own tables)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                rows(change)


def test_references_lead_somewhere_and_the_tables_are_those_of_the_code(upgrade: Upgrade) -> None:
    assert rows("PRAGMA foreign_key_check") == []
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
