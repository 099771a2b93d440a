"""What every action of this room locks first."""

from __future__ import annotations

from unstuck.web.caseload.models import Episode


def locked_in_any_state(episode: Episode) -> Episode:
    """Return an episode, locked, in care or ended: consents and restrictions outlive the work, and can still change."""
    return Episode.objects.select_for_update(of=("self",)).select_related("client__agency").get(pk=episode.pk)
