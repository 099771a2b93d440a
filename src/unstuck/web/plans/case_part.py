"""What plans know of a case: what the work is about, as codes that a person confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from unstuck.guidance import Case
from unstuck.guidance.issue_suggester import Suggestion, to_confirm
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.questions import ASKED_WHERE
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.plans.models import IssueConfirmation
from unstuck.web.plans.queries import has_goals

ASKED_WHERE["goals_met"] = has_goals


@dataclass(frozen=True)
class IssuesPart(CasePart):
    """The confirmations of one episode, in order of time."""

    confirmations: Sequence[IssueConfirmation]

    def latest(self, day: date) -> IssueConfirmation | None:
        """Return the confirmation that holds on a day."""
        return next((row for row in reversed(self.confirmations) if row.on <= day), None)

    def complete(self, case: Case, day: date) -> Case:
        """Return the case with the codes that were confirmed by a day; unknown where nobody has."""
        holds = self.latest(day)
        known = None if holds is None else tuple(holds.codes)
        return replace(case, treatment=replace(case.treatment, issues=known))


@gives_part("plans")
def issues_of(episodes: Sequence[int]) -> Mapping[int, IssuesPart]:
    """Return what was confirmed about episodes, by row id, in one query."""
    rows: dict[int, list[IssueConfirmation]] = defaultdict(list)
    for row in rows_of(lambda pks: IssueConfirmation.objects.filter(episode__in=pks), tuple(episodes)):
        rows[row.episode_id].append(row)
    return {episode: IssuesPart(confirmed) for episode, confirmed in rows.items()}


def confirmed(facts: Facts, today: date) -> IssueConfirmation | None:
    """Return the confirmation that holds today, from facts in hand; None where nobody has confirmed anything."""
    parts = [part for part in facts.parts if isinstance(part, IssuesPart)]
    return parts[0].latest(today) if parts else None


def waiting(case: Case, facts: Facts, today: date) -> tuple[Suggestion, ...]:
    """Return what words on record suggest, and nobody has yet confirmed or passed over."""
    latest = confirmed(facts, today)
    passed_over = latest.suggested if latest else ()
    return tuple(one for one in to_confirm(case) if one.issue not in passed_over)
