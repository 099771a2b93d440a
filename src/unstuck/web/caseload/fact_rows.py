"""Reading rows of facts: those that workers recorded, and those that the rooms above contribute.

A room that keeps a record of its own, such as a consultation, contributes what the case needs to know of it, and the
caseload stores no copy. It registers a reader when the site starts (`contributes`), for one kind of facts. What a
reader returns looks like stored rows and is read like them, but is never saved: see `contributed_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from django.db.models import Q, QuerySet

from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import KINDS, ApproachStep, Care, ConsultationStep, Fact, the_client
from unstuck.web.components.prepared_queries import rows_of

Reader = Callable[[Sequence[int]], Iterable[Fact]]
"""From row ids of episodes to what a room knows of them."""
History = Mapping[str, Sequence[Fact]]
"""All facts of an episode, by kind."""

_READERS: dict[str, list[Reader]] = defaultdict(list)

COPIED: tuple[type[Fact], ...] = (Care, ConsultationStep)
_COPIED = Q(copied=True)
"""The kinds of which a version before copied rows from a room's record, and those rows."""

GONE = 0
"""What a step follows that continues a consultation led in the site, once that counts no longer: no row's key."""


def contributes(kind: str) -> Callable[[Reader], Reader]:
    """Return a decorator that makes a function one more reader for a kind of facts (see `KINDS`)."""

    def register(reader: Reader) -> Reader:
        _READERS[kind].append(reader)
        return reader

    return register


def contributed_id(pk: int) -> int:
    """Return the primary key of a contributed row, made from that of the room's own: below zero, in the same order."""
    return pk - 2**53


def is_contributed(row: Fact) -> bool:
    """True for a row that a room contributes: nobody can take it back here."""
    return int(row.pk) < 0


def counting_rows(kind: str, episodes: Sequence[int]) -> list[Fact]:
    """Return the facts of one kind that count, in order of time."""
    table = KINDS[kind]
    rows = _with_contributions(kind, rows_of(_counting, table, tuple(episodes)), episodes)
    _link(rows)
    return those_that_count(rows)


def those_that_count(rows: Iterable[Fact]) -> list[Fact]:
    """Return those of one kind that count, of all of them: not withdrawn, and continuing nothing that was."""
    counting = [row for row in rows if row.withdrawn_at is None]
    ids = {None, *(row.pk for row in counting)}
    return [row for row in counting if not isinstance(row, ConsultationStep) or row.follows_id in ids]


def every_row(kind: str, episode: int) -> list[Fact]:
    """Return the facts of one kind in order of time, withdrawn ones too, with who recorded them and what they continue.

    A row that a version before copied from a room's record is left out, unless it was withdrawn.
    """
    rows = _with_contributions(kind, rows_of(_ever_stored, KINDS[kind], episode), [episode])
    _link(rows)
    tell_who([row for row in rows if is_contributed(row)])
    return rows


def _ever_stored(table: type[Fact], episode: int) -> QuerySet[Fact]:
    related = ["follows"] if table is ConsultationStep else ["ends"] if table is ApproachStep else []
    stored = table._default_manager.filter(episode=episode).select_related("recorded_by", "withdrawn_by", *related)
    return stored.exclude(_COPIED, withdrawn_at=None) if table in COPIED else stored


def is_stranded(step: ConsultationStep) -> bool:
    """True where a step continues a consultation that no longer counts."""
    if step.follows_id in (None, GONE):
        return step.follows_id == GONE
    return step.follows is None or step.follows.withdrawn_at is not None


def tell_who(rows: Sequence[Fact]) -> None:
    """Give each row the one who recorded it, each person read once: joined to every row they take milliseconds."""
    wanted = tuple({row.recorded_by_id for row in rows if row.recorded_by_id})
    people = {one.pk: one for one in rows_of(lambda pks: Person.objects.only("name").filter(pk__in=pks), wanted)}
    for row in rows:
        row.recorded_by = people.get(row.recorded_by_id) or Person(name=the_client())


def _counting(table: type[Fact], episodes: Sequence[int]) -> QuerySet[Fact]:
    counting = table._default_manager.filter(episode__in=episodes, withdrawn_at=None)
    counting = counting.exclude(_COPIED) if table in COPIED else counting
    return counting.order_by("on", "recorded_at", "id")


def _with_contributions(kind: str, stored: Iterable[Fact], episodes: Sequence[int]) -> list[Fact]:
    rows = [*stored, *chain.from_iterable(reader(episodes) for reader in _READERS[kind])]
    return sorted(rows, key=lambda row: (row.on, row.recorded_at, row.pk))


def _link(rows: Sequence[Fact]) -> None:
    """Let rows that end or follow another one of these hold it, so that nothing reads it again."""
    approaches = {row.pk: row for row in rows if isinstance(row, ApproachStep)}
    for step in approaches.values():
        if step.ends_id in approaches:
            step.ends = approaches[step.ends_id]
    consulting = {row.pk: row for row in rows if isinstance(row, ConsultationStep)}
    led = {row.continues: row for row in consulting.values() if is_contributed(row) and row.follows_id is None}
    for asked in consulting.values():
        if asked.continues is not None and not is_contributed(asked):
            asked.follows_id = led[asked.continues].pk if asked.continues in led else GONE
        if asked.follows_id in consulting:
            asked.follows = consulting[asked.follows_id]
