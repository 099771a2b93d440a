"""The chain shows every tampering by somebody who got past the triggers, and `unstuck audit verify` says so."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.prepared import installation
from tests.web.cast import NOW, Cast
from tests.web.emptying import without_triggers
from tests.web.site_process import command, unstuck
from unstuck.web.accounts.actions import add_team
from unstuck.web.audit import queries
from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.queries import RecordCheck, entries_of, verify
from unstuck.web.audit.seals import seal


def _tamper(change: Callable[[], object]) -> None:
    with connection.cursor() as cursor, without_triggers(cursor, connection.vendor):
        change()


def _found(cast: Cast) -> RecordCheck:
    (found,) = [one for one in verify() if one.agency == str(cast.agency.public_id)]
    return found


def _entry(cast: Cast, number: int) -> Any:
    return Entry.objects.filter(agency=cast.agency.public_id, number=number)


def test_an_untouched_record_is_intact_and_agencies_are_chained_apart(cast: Cast) -> None:
    found = {one.agency: one for one in verify()}
    assert set(found) == {str(cast.agency.public_id), str(cast.other_agency.public_id)}
    assert [one.fault for one in found.values()] == ["", ""]
    for one in found.values():
        numbers = [entry.number for entry in entries_of(one.agency)]
        assert numbers == list(range(one.entries, 0, -1))


def test_a_seal_can_be_worked_out_by_hand(cast: Cast) -> None:
    """By the description in words, from the columns as they are stored: a check that is not the code's own."""
    before = ""
    for entry in Entry.objects.filter(agency=cast.agency.public_id).order_by("number"):
        at = entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "+00:00"
        fields = [entry.agency, entry.number, at, entry.actor, entry.action, entry.subject, entry.subject_id]
        fields += [entry.details, entry.idempotency_key, entry.answer, before]
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert entry.before == before
        assert entry.seal == hashlib.sha256(text.encode()).hexdigest()
        before = entry.seal
    assert Chain.objects.get(agency=cast.agency.public_id).head == before != ""


CHANGES = {
    "agency": {"agency": "0" * 36},
    "at": {"at": NOW + timedelta(microseconds=1)},
    "actor": {"actor": "somebody-else"},
    "action": {"action": "score.added2"},
    "subject": {"subject": "other"},
    "subject_id": {"subject_id": "other"},
    "details": {"details": {"score": 0}},
    "idempotency_key": {"idempotency_key": "other"},
    "answer": {"answer": "/elsewhere/"},
    "before": {"before": "0" * 64},
    "seal": {"seal": "0" * 64},
    "number": {"number": 10_000},
}


def test_every_column_is_under_the_seal() -> None:
    assert set(CHANGES) == {field.name for field in Entry._meta.get_fields()} - {"id"}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_entry_is_found(cast: Cast, changed: dict[str, Any]) -> None:
    _tamper(lambda: _entry(cast, 4).update(**changed))
    found = _found(cast)
    assert "4" in found.fault
    assert found.entries <= 5


def test_an_entry_that_was_changed_and_sealed_anew_is_found_by_the_next(cast: Cast) -> None:
    def change() -> None:
        entry = _entry(cast, 4).get()
        entry.actor = "somebody-else"
        entry.seal = seal(entry)
        entry.save()

    _tamper(change)
    assert _found(cast).fault == "entry 5: expected the seal of the entry before it, found another"


def test_a_removed_entry_is_found(cast: Cast) -> None:
    _tamper(lambda: _entry(cast, 4).delete())
    assert _found(cast).fault == "expected entry 4, found entry 5: entries are missing"


def test_a_removed_end_is_found(cast: Cast) -> None:
    length = Chain.objects.get(agency=cast.agency.public_id).length
    _tamper(lambda: Entry.objects.filter(agency=cast.agency.public_id, number__gt=length - 2).delete())
    assert _found(cast).fault == f"expected {length} entries, found {length - 2}: the end of the record is missing"


def test_everything_removed_is_found(cast: Cast) -> None:
    _tamper(lambda: Entry.objects.filter(agency=cast.agency.public_id).delete())
    assert "found 0: the end of the record is missing" in _found(cast).fault


def test_an_inserted_entry_is_found(cast: Cast) -> None:
    chain = Chain.objects.get(agency=cast.agency.public_id)
    extra = _entry(cast, 4).get()
    extra.pk, extra.number, extra.before, extra.idempotency_key = None, chain.length + 1, chain.head, None
    extra.seal = seal(extra)
    extra.save(force_insert=True)  # adding is what the triggers allow
    expected = f"expected {chain.length} entries, found {chain.length + 1}: entries were added past the program"
    assert _found(cast).fault == expected


def test_a_removed_head_of_a_chain_is_found(cast: Cast) -> None:
    Chain.objects.filter(agency=cast.agency.public_id).delete()
    assert "expected the head of the chain" in _found(cast).fault


def test_a_head_that_was_turned_back_is_found(cast: Cast) -> None:
    Chain.objects.filter(agency=cast.agency.public_id).update(head="0" * 64)
    assert "expected the seal that the chain ends with" in _found(cast).fault


def test_entries_that_are_added_while_it_is_checked_are_no_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody works while the record is checked: an entry appears after the head was read, and one more later."""
    right, names = queries._head, ["one", "two"]

    def while_somebody_works(agency: str, using: str) -> tuple[int, str] | None:
        found = right(agency, using)
        if names and agency == str(cast.agency.public_id):
            add_team(cast.agency, names.pop(), by=None, now=NOW)
        return found

    monkeypatch.setattr(queries, "_head", while_somebody_works)
    assert _found(cast).fault == ""
    assert names == []


def _shell(home: Path, code: str) -> None:
    setup = "from unstuck.web.operations import startup; startup.set_up()\n"
    done = command(home, setup + code)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = installation(tmp_path_factory.mktemp("audited"))
    _shell(
        home,
        "from django.utils import timezone\n"
        "from unstuck.web.accounts.actions import found_agency, add_team\n"
        "agency = found_agency('One', now=timezone.now())\n"
        "for name in 'abcd': add_team(agency, name, by=None, now=timezone.now())\n",
    )
    return home


def test_the_command_says_intact_with_status_0(installed: Path) -> None:
    found = unstuck(installed, "audit", "verify")
    assert (found.returncode, found.stderr) == (0, "")
    agency, entries, head, verdict = found.stdout.strip().split("\t")
    assert (entries, verdict, len(head), len(agency)) == ("5", "intact", 64, 36)


def test_the_command_says_what_is_wrong_with_status_2(installed: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(installed, tmp_path / "home"))
    _shell(
        copy,
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('DROP TRIGGER audit_entry_no_update')\n"
        "cursor.execute(\"UPDATE audit_entry SET actor = 'x' WHERE number = 3\")\n",
    )
    found = unstuck(copy, "audit", "verify")
    assert found.returncode == 2
    assert "entry 3: expected the seal of its own content, found another: it was changed" in found.stdout
    assert found.stderr.splitlines() == [
        "unstuck: the record of changes: expected every seal to fit, found 1 that do not"
    ]
