"""The client's goals, for the brief."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.web.caseload.models import Episode


def goals_of(episode: Episode) -> Sequence[str]:
    """Return the goals that hold now, in the client's words; they may name people."""
    return ()
