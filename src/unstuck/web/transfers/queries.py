"""Reading transfers: always through the gate."""

from __future__ import annotations

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.permissions import transfers_for
from unstuck.web.transfers.workflow import ARRANGED, COVERED


def transfers_of(episode: Episode) -> list[Transfer]:
    """Return the transfers of an episode that came through the gate, the latest first."""
    return list(
        Transfer.objects.filter(episode=episode).select_related("to", "from_worker", "arranged_by").order_by("-id")
    )


def transfers_under_way(actor: Actor) -> list[Transfer]:
    """Return the transfers that are arranged, or cover an absence, the next one first."""
    going_on = transfers_for(actor).filter(state__in=[ARRANGED, COVERED], episode__ended_on=None)
    return list(
        going_on.select_related(
            "episode__client", "episode__worker", "episode__standing", "to", "from_worker"
        ).order_by("on", "id")
    )


def free_to_hand_over(actor: Actor) -> list[Episode]:
    """Return the open episodes that somebody may read of which no transfer is under way, by worker and name."""
    taken = Transfer.objects.filter(state__in=[ARRANGED, COVERED]).values("episode")
    free = episodes_for(actor).filter(ended_on=None).exclude(pk__in=taken).select_related("client", "worker")
    return list(free.order_by("worker__name", "client__name", "client__reference"))
