"""Case files valid under the schema of the first edition: made up by chance, and always the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

Draw = Callable[[], Any]

SEED = 7
STATES = ("too_early", "on_track", "watch", "stalled", "stalled", "deteriorating", "improved", "recovered")
AREAS = ("social", "family", "work", "money", "housing", "food", "health", "substance_use", "safety")
RISKS = ("violence_at_home", "harm_to_child_or_elder", "harm_to_others", "psychosis_or_withdrawal")
THOUGHTS = (
    "more_sessions", "push_harder", "continue_same", "replace_worker", "revisit_past_trauma", "research_methods",
    "end_treatment", "change_approach", "consult_colleague", "outside_resources", "medication_change",
)  # fmt: skip


def made_cases(number: int) -> Iterator[dict[str, Any]]:
    """Yield cases of which about half the facts are known, most of them calm."""
    draw = _Draws(random.Random(SEED))  # noqa: S311  (no secret: the same cases each time)
    for _one in range(number):
        yield draw.case()


class _Draws:
    def __init__(self, source: random.Random) -> None:
        self.source = source

    def some(self, share: float, **facts: Draw) -> dict[str, Any]:
        return {name: value() for name, value in facts.items() if self.source.random() < share}

    def yes(self, share: float) -> Draw:
        return lambda: self.source.random() < share

    def one(self, *values: Any) -> Draw:
        return lambda: self.source.choice(values)

    def number(self, low: float, high: float) -> Draw:
        return lambda: round(self.source.uniform(low, high), 1)

    def whole(self, most: int) -> Draw:
        return lambda: self.source.randint(0, most)

    def case(self) -> dict[str, Any]:
        progress = self.some(0.7, weeks_in_state=self.number(0, 20), probability=self.number(0, 1))
        parts: dict[str, Draw] = {
            "treatment": self._treatment,
            "safety": self._safety,
            "engagement": self._engagement,
            "life_areas": self._life_areas,
            "consultations": self._consultations,
            "approaches": self._approaches,
            "client_wishes": self._wishes,
        }
        case = {"progress": {"state": self.source.choice(STATES), **progress}, **self.some(0.75, **parts)}
        case |= self.some(0.4, referrals_open=self.whole(2), life_areas_asked_weeks_ago=self.number(0, 12))
        return case | self.some(0.4, considering=lambda: self.source.sample(THOUGHTS, self.source.randint(1, 2)))

    def _treatment(self) -> dict[str, Any]:
        return self.some(
            0.6,
            weeks=self.number(0, 60),
            sessions_attended=self.whole(40),
            sessions_missed_recently=self.one(0, 0, 0, 0, 1, 2, 3),
            goals_met=self.one("all", "some", "some", "none"),
            aim=self.one("change", "change", "stay_well"),
            mandated=self.yes(0.2),
        )

    def _safety(self) -> dict[str, Any]:
        plain = self.some(
            0.5,
            suicide_item_above_zero=self.yes(0.15),
            crisis=self.yes(0.1),
            assessed_since=self.yes(0.5),
            imminent=self.yes(0.05),
        )
        return plain | self.some(0.08, other_risk=self.one(*RISKS))

    def _engagement(self) -> dict[str, Any]:
        plain = self.some(
            0.6,
            willingness=self.number(2, 10),
            willingness_change=self.number(-3, 2),
            alliance=self.number(2, 10),
            alliance_change=self.number(-3, 2),
            sceptical_or_withdrawn=self.yes(0.15),
            readiness_to_change=self.number(2, 10),
            access_barriers=self.one([], [], ["the bus"]),
        )
        return plain | self.some(0.3, adherence=self._adherence)

    def _adherence(self) -> dict[str, Any]:
        often = self.one("as_agreed", "as_agreed", "partly", "not")
        return self.some(0.6, medication=often, therapy=often)

    def _life_areas(self) -> dict[str, Any]:
        named = self.source.sample(AREAS, self.source.randint(0, 4))
        flags = {"negatively_affected": self.yes(0.1), "wants_help": self.yes(0.1), "imminent_loss": self.yes(0.04)}
        return {area: self.some(0.7, rating=self.number(2, 10), **flags) for area in named}

    def _consultations(self) -> list[dict[str, Any]]:
        status = self.one("asked", "answered", "acted_on")
        return [
            {"weeks_ago": self.number(0, 12)(), **self.some(0.7, status=status, about_this_stall=self.yes(0.7))}
            for _one in range(self.source.randint(0, 2))
        ]

    def _approaches(self) -> list[dict[str, Any]]:
        known = {"scores_since": self.whole(8), "integrates_trauma_work": self.yes(0.3)}
        code = self.one("cbt", "emdr", "walking")
        return [
            {"code": code(), "started_weeks_ago": self.number(0, 20)(), **self.some(0.5, **known)}
            for _one in range(self.source.randint(0, 3))
        ]

    def _wishes(self) -> dict[str, Any]:
        return self.some(
            0.5, end_treatment=self.yes(0.08), another_worker=self.yes(0.08), try_something_different=self.yes(0.3)
        )
