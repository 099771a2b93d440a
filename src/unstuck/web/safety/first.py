"""Who comes before every state of progress, because of a concern or a loss (S.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstuck.guidance.safe_order import LOSS, REST
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.caseload.permissions import episodes_for


def safety_first(actor: Actor, today: date) -> list[tuple[Episode, int, str]]:
    """Return who comes before every state of progress (S.3), with rank and words; of ended work, open danger."""
    known = episodes_for(actor).exclude(standing__places=[]).exclude(standing=None)
    rows = known.values_list("pk", "standing__places", "ended_on")
    placed = [
        (row, place_on(places, today.isoformat()), REST if ended is None else LOSS) for row, places, ended in rows
    ]
    first = {row: place for row, place, end in placed if place[0] < end}
    # Whole rows of these few only: of everybody, they take far longer to read than the places do.
    found = known.filter(pk__in=first).select_related("client", "worker", "standing")
    by_place = sorted(found, key=lambda row: (first[row.pk][0], row.standing.urgency, row.client.called))
    return [(row, *first[row.pk]) for row in by_place]


def safety_ranks(actor: Actor, today: date) -> Iterator[tuple[int, int]]:
    """Yield the row ids of the episodes that come before every state of progress, with their place among them."""
    for place, (episode, _rank, _words) in enumerate(safety_first(actor, today)):
        yield episode.pk, place
