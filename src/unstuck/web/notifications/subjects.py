"""What a thing that waits is about, told by the rooms that know it: a notification itself holds opaque ids alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from unstuck.web.accounts.actors import Actor
from unstuck.web.notifications.models import Notification

SubjectReader = Callable[[Actor, Collection[str]], Mapping[str, str]]
"""From ids of one kind to what this person may read of each, in a few words. What they may not read is left out."""

_READERS: dict[str, SubjectReader] = {}


def reads_subjects(name: str) -> Callable[[SubjectReader], SubjectReader]:
    """Return a decorator that makes a function the reader of the ids of this name; of several, the first one counts."""

    def register(reader: SubjectReader) -> SubjectReader:
        _READERS[name] = reader
        return reader

    return register


def subjects_of(actor: Actor, rows: Iterable[Notification]) -> dict[int, str]:
    """Return what each notification is about, by its row id, with one reading for each kind of id."""
    asked: dict[str, dict[int, str]] = {}
    for row in rows:
        name = next((one for one in _READERS if one in row.ids), "")
        if name:
            asked.setdefault(name, {})[row.pk] = str(row.ids[name])
    return {
        pk: told[sought]
        for name, pairs in asked.items()
        if (told := _READERS[name](actor, set(pairs.values())))
        for pk, sought in pairs.items()
        if sought in told
    }
