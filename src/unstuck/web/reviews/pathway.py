"""What the pathway knows from this room: an end ahead that is not the client's choice (E.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from unstuck.guidance import Case, default_thresholds
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.caseload.cases import weeks
from unstuck.web.reviews.models import PlannedEnd


@dataclass(frozen=True)
class EndingPart(CasePart):
    """The planned ends of one episode, in order of time."""

    planned: Sequence[PlannedEnd]

    @property
    def turning_days(self) -> Sequence[date]:
        """The days on which an end comes near, nearer, and is there."""
        limits = default_thresholds()
        ahead = [one.on for one in self.planned[-1:] if one.on]
        before = (limits.ending_weeks, limits.ending_soon_weeks, 0)
        return [day - timedelta(weeks=number) for day in ahead for number in before]

    def complete(self, case: Case, day: date) -> Case:
        """Return the case with the end that was known on a day."""
        known = [one for one in self.planned if one.recorded_on <= day]
        if known and (on := known[-1].on) is not None:
            because: Any = known[-1].because
            ahead = replace(case.treatment, ends_in_weeks=max(0.0, weeks(day, on)), ends_because=because)
            case = replace(case, treatment=ahead)
        return case


@gives_part("reviews")
def planned_ends(episodes: Sequence[int]) -> Mapping[int, EndingPart]:
    """Return what this room knows of each episode, in one query."""
    planned: dict[int, list[PlannedEnd]] = {}
    for one in PlannedEnd.objects.filter(episode__in=episodes).order_by("id"):
        planned.setdefault(one.episode_id, []).append(one)
    return {episode: EndingPart(ends) for episode, ends in planned.items()}
