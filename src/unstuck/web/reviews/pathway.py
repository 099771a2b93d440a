"""What other rooms know from this one: an end ahead that is not the client's choice (E.4), and a review's question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from unstuck.guidance import Case, default_thresholds
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.caseload.cases import weeks
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consultation.carried_question import carries_question
from unstuck.web.reviews.models import PlannedEnd, ReviewStep
from unstuck.web.reviews.workflow import CLOSED


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
    for one in rows_of(lambda pks: PlannedEnd.objects.filter(episode__in=pks).order_by("id"), tuple(episodes)):
        planned.setdefault(one.episode_id, []).append(one)
    return {episode: EndingPart(ends) for episode, ends in planned.items()}


@carries_question("reviews")
def question_of_review(episode: Episode) -> str:
    """Return the one question of a review that goes on, as it was last decided on."""
    asked = ReviewStep.objects.filter(review__episode=episode).exclude(review__state=CLOSED).exclude(question="")
    return asked.order_by("-id").values_list("question", flat=True).first() or ""
