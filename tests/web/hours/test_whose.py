"""Whose hours and notes they are: everybody has their own, and nobody reads another's."""

from __future__ import annotations

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import who_finds
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.hours.models import HoursEntry, HoursKind, ReflectionNote
from unstuck.web.hours.permissions import entries_of, notes_of


def test_hours_and_notes_are_ones_own(cast: Cast) -> None:
    kind, whose = HoursKind.values[0], cast.worker
    rows = {
        entries_of: HoursEntry.objects.create(person=whose, kind=kind, on=TODAY, minutes=60, at=NOW),
        notes_of: ReflectionNote.objects.create(person=whose, words="Slow down", at=NOW),
    }
    for gate, row in rows.items():
        assert who_finds(cast, gate, row) == {"Wanda"}
        assert not gate(None).exists()
    Membership.objects.filter(person=whose).update(role=Role.MANAGER)
    for gate, row in rows.items():
        assert who_finds(cast, gate, row) == set(), "a manager keeps no log here"
