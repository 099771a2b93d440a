"""What the pathway knows of a transfer: why the client wishes for another worker (E.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from unstuck.guidance import Case
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.transfers.models import Transfer


@dataclass(frozen=True)
class WishedTransfer(CasePart):
    """The reason of a client's wish for another worker, as it was last recorded."""

    reason: str

    def complete(self, case: Case, day: date) -> Case:
        """Return the case with the reason, where the wish still stands."""
        wishes = case.client_wishes
        if not wishes.another_worker or wishes.another_worker_reason is not None:
            return case
        reason: Any = self.reason
        return replace(case, client_wishes=replace(wishes, another_worker_reason=reason))


@gives_part("transfers")
def wished_transfers(episodes: Sequence[int]) -> Mapping[int, WishedTransfer]:
    """Return what this room knows of each episode, in one query."""
    return {episode: WishedTransfer(reason) for episode, reason in rows_of(_wished, tuple(episodes))}


def _wished(episodes: Sequence[int]) -> QuerySet[Transfer, tuple[int, str]]:
    wished = Transfer.objects.filter(episode__in=episodes).exclude(wish="").order_by("id")
    return wished.values_list("episode", "wish")
