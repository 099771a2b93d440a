"""The part of a case that this room keeps: concerns, contact with the client, and a safe way to reach them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import QuerySet, Value
from django.utils.timezone import localdate

from unstuck.guidance import Case, case, default_thresholds
from unstuck.guidance.concerns import open_words
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.caseload.cases import Facts, weeks
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.safety.models import Concern, ContactAttempt, RiskQuestion, SafetyPlan, SafeWay
from unstuck.web.safety.queries import urgency
from unstuck.web.safety.workflow import ASSESSED, CLOSED

ASKED_AND_FOUND_NOTHING: tuple[case.Concern, ...] = ()


@dataclass(frozen=True)
class SafetyPart(CasePart):
    """What the room knows of one episode, the earliest first."""

    concerns: tuple[Concern, ...] = ()
    questions: tuple[RiskQuestion, ...] = ()
    attempts: tuple[ContactAttempt, ...] = ()
    safe_way: bool = False
    planned: bool = False

    def looked_on(self, today: date) -> date | None:
        """The last day on which anybody asked about risk, saw a sign or assessed one."""
        days = [one.on for one in self.questions]
        days += [day for one in self.concerns for day in (one.latest_sign_on, one.assessed_on) if day]
        return max((day for day in days if day <= today), default=None)

    @property
    def open_concerns(self) -> tuple[Concern, ...]:
        """Those that nobody has closed, the most urgent first."""
        return tuple(sorted((one for one in self.concerns if one.is_open), key=urgency))

    @property
    def heard_on(self) -> date | None:
        """The last day on which an attempt to reach the client succeeded."""
        return max((one.on for one in self.attempts if one.reached), default=None)

    @property
    def turning_days(self) -> Sequence[date]:
        """The days on which a concern is due to be looked at again, and on which its sign grows old."""
        limits = default_thresholds()
        days: list[date] = []
        for concern in self.concerns:
            if not concern.is_open:
                continue
            days += [concern.look_again_on] if concern.look_again_on else []
            if concern.assessed_on:
                due = (limits.assessment_weeks, limits.assessment_weeks_worse)
                days += [concern.assessed_on + timedelta(weeks=number, days=1) for number in due]
            if concern.latest_sign_on:
                days.append(concern.latest_sign_on + timedelta(weeks=limits.sign_weeks, days=1))
        return days

    def complete(self, case_so_far: Case, day: date) -> Case:
        """Return the case with concerns, contact and a safe way to reach the client."""
        concerns = tuple(self._concern(one, day) for one in self.concerns if _began(one, day))
        asked = [one for one in self.questions if one.on <= day]
        known = concerns or (ASKED_AND_FOUND_NOTHING if asked else None)
        with_safety = replace(
            case_so_far,
            safety=replace(case_so_far.safety, concerns=known),
            contact=self._contact(case_so_far.contact, day),
            client=replace(case_so_far.client, safe_contact_known=True if self.safe_way else None),
        )
        return _settled(with_safety, asked)

    def _concern(self, row: Concern, day: date) -> case.Concern:
        assessed = row.state in (ASSESSED, CLOSED)
        return case.Concern(
            kind=cast(case.ConcernKind, row.kind),
            role=cast(case.ConcernRole, row.role),
            weeks_ago=None if row.latest_sign_on is None else weeks(min(row.latest_sign_on, day), day),
            assessed=assessed,
            assessed_weeks_ago=weeks(min(row.assessed_on, day), day) if assessed and row.assessed_on else None,
            imminent=row.imminent,
            plan=row.plan,
            means=row.means,
            past_attempt=row.past_attempt,
            safety_plan=self.planned,
            reported=row.reported_at is not None,
            closed=row.state == CLOSED,
            look_again=row.is_open and row.look_again_on is not None and row.look_again_on <= day,
            helped=_helped(row),
        )

    def _contact(self, contact: case.Contact, day: date) -> case.Contact:
        """Return the attempts since the client was last heard from."""
        heard = self.heard_on
        since = [
            one for one in self.attempts if not one.reached and (heard is None or one.on > heard) and one.on <= day
        ]
        looked = any(one.welfare_check for one in since)
        return replace(
            contact,
            attempts=len(since) if self.attempts else None,
            ways_tried=len({one.way for one in since}) if self.attempts else None,
            welfare_check=looked if self.attempts else None,
        )


def _began(concern: Concern, day: date) -> bool:
    return concern.latest_sign_on is None or concern.latest_sign_on <= day


def _helped(concern: Concern) -> bool:
    """Tell whether medical help was arranged since the latest sign: an overdose after it asks for help again."""
    if concern.helped_at is None:
        return False
    return concern.latest_sign_on is None or concern.latest_sign_on <= localdate(concern.helped_at)


def _settled(case_so_far: Case, asked: Sequence[RiskQuestion]) -> Case:
    """Return the case with words of the client's own settled that somebody asked about since (S.1)."""
    said = set(open_words(case_so_far))
    if not said or not said <= {words for one in asked for words in one.settled}:
        return case_so_far
    known = case_so_far.safety.concerns or ()
    meant = (*known, case.Concern("suicide", closed=True))
    return replace(case_so_far, safety=replace(case_so_far.safety, concerns=meant))


NOTHING_KNOWN = SafetyPart()


def safety_part(facts: Facts) -> SafetyPart:
    """Return what this room gave of the facts about an episode."""
    return next((part for part in facts.parts if isinstance(part, SafetyPart)), NOTHING_KNOWN)


def _concerns(episodes: Sequence[int]) -> QuerySet[Concern]:
    return Concern.objects.filter(episode__in=episodes).select_related("responder").order_by("raised_at", "id")


_READ: Mapping[str, Callable[[Sequence[int]], QuerySet[Any]]] = {
    "concerns": _concerns,
    "questions": lambda episodes: RiskQuestion.objects.filter(episode__in=episodes),
    "attempts": lambda episodes: ContactAttempt.objects.filter(episode__in=episodes),
}


def _kept(episodes: Sequence[int]) -> QuerySet[SafeWay, tuple[int, str]]:
    ways = SafeWay.objects.filter(episode__in=episodes).order_by().values_list("episode", Value("safe_way"))
    plans = SafetyPlan.objects.filter(episode__in=episodes).order_by().values_list("episode", Value("planned"))
    return ways.union(plans)


@gives_part("safety")
def read(episodes: Sequence[int]) -> Mapping[int, CasePart]:
    """Return what is known of these episodes, in four queries."""
    parts: dict[int, Any] = defaultdict(dict)
    for name, build in _READ.items():
        for row in rows_of(build, tuple(episodes)):
            parts[row.episode_id].setdefault(name, []).append(row)
    for episode, name in rows_of(_kept, tuple(episodes)):
        parts[episode][name] = True
    return {episode: _part(given) for episode, given in parts.items()}


def _part(given: Any) -> SafetyPart:
    return SafetyPart(
        concerns=tuple(given.get("concerns", ())),
        questions=tuple(given.get("questions", ())),
        attempts=tuple(given.get("attempts", ())),
        safe_way="safe_way" in given,
        planned="planned" in given,
    )
