"""The client's goals, for the brief."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.plans.queries import working_goals


def goals_of(episode: Episode) -> Sequence[str]:
    """Return the goals that are worked on, in the client's words, and where they stand; they may name people."""
    rated, written = _("“%(goal)s” Where it stands: %(level)s."), _("“%(goal)s”")
    return [
        (rated if one.is_described else written) % {"goal": one.goal.words, "level": one.level_words}
        for one in working_goals(episode)
    ]
