"""The facts about each synthetic client as `unstuck advise` reads them: one case a client, as of today.

The state is the true one at the latest score (with fewer than three scores, or less than fourteen days
between the first and the latest, `too_early`, unless deteriorating). What the stories do not say is left
out and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.simulation.caseload import Caseload

Case = dict[str, Any]

LIFE_AREAS = ("work", "money", "housing", "family", "health", "social", "food")
PROBLEMS = ("low mood", "sleep", "worry", "grief", "stress at work")
FIRST_APPROACH, SECOND_APPROACH = "behavioural-activation", "problem-solving"
THOUGHTS = ("push_harder", "more_sessions", "continue_same", "change_approach", "consult_colleague")
NEED_SCORES, NEED_DAYS = 3, 14


@dataclass(frozen=True)
class _Client:
    """One client's part of the caseload: the columns from first to latest, and five uniform numbers."""

    columns: dict[str, list[Any]]
    weeks: float
    missed_of_late: int
    chance: tuple[float, ...]

    def latest(self, column: str) -> Any:
        return self.columns[column][-1]

    @property
    def state(self) -> str:
        days = (self.latest("date") - self.columns["date"][0]).days
        state: str = self.latest("true_state")
        early = len(self.columns["date"]) < NEED_SCORES or days < NEED_DAYS
        return "too_early" if early and state != "deteriorating" else state


def cases(caseload: Caseload) -> Iterator[tuple[str, Case]]:
    """Yield each client's name in the file and the case, valid against the contract's JSON Schema."""
    people = caseload.people
    ends = np.cumsum(people.scores).tolist()
    whole = {name: values.tolist() for name, values in caseload.columns.items()}
    for place, (client, scores, end) in enumerate(zip(people.client, people.scores.tolist(), ends, strict=True)):
        own = _Client(
            {name: values[end - scores : end] for name, values in whole.items()},
            float(people.weeks[place]),
            int(people.missed_of_late[place]),
            tuple(people.chance[place].tolist()),
        )
        yield client, _case(own)


def _case(client: _Client) -> Case:
    return {
        "progress": {"state": client.state, "weeks_in_state": _weeks_in_state(client)},
        "treatment": _treatment(client),
        "engagement": _engagement(client),
        "life_areas": _life_areas(client),
        "consultations": _consultations(client),
        "approaches": _approaches(client),
        "referrals_open": int(client.latest("life_areas_hit") > 0 and client.chance[1] < 0.5),
        "life_areas_asked_weeks_ago": int(client.chance[2] * 7),
        **_safety(client),
        **_wishes(client),
        **_considering(client),
    }


def _weeks_in_state(client: _Client) -> float:
    """Return the weeks from the first occasion of the present true state to today."""
    states, dates = client.columns["true_state"], client.columns["date"]
    since = len(states) - 1
    while since and states[since - 1] == states[-1]:
        since -= 1
    days: int = (dates[since] - dates[0]).days
    return round(client.weeks - days / 7, 1)


def _treatment(client: _Client) -> Case:
    problems = {PROBLEMS[int(client.chance[place] * len(PROBLEMS))] for place in (0, 1)}
    met = {"recovered": "all", "improved": "some", "on_track": "some", "too_early": "some"}
    return {
        "weeks": round(client.weeks, 1),
        "sessions_attended": len(client.columns["sessions_attended"]),
        "sessions_missed_recently": client.missed_of_late,
        "goals_met": met.get(client.state, "none"),
        "presenting_problems": sorted(problems),
        "aim": client.latest("aim"),
    }


def _engagement(client: _Client) -> Case:
    alliance, willingness = client.columns["alliance"], client.columns["willingness"]
    return {
        "willingness": willingness[-1],
        "willingness_change": willingness[-1] - willingness[0],
        "alliance": alliance[-1],
        "alliance_change": alliance[-1] - alliance[0],
        "sceptical_or_withdrawn": client.latest("story") == "disengaged",
    }


def _life_areas(client: _Client) -> Case:
    """Return the areas that are hit, and one that goes well; which ones is the client's own chance."""
    turn = int(client.chance[0] * len(LIFE_AREAS))
    areas = [*LIFE_AREAS[turn:], *LIFE_AREAS[:turn]]
    hit = areas[: client.latest("life_areas_hit")]
    said: Case = {
        area: {"rating": 1 + place % 3, "negatively_affected": True, "wants_help": client.chance[3] < 0.6}
        for place, area in enumerate(hit)
    }
    return said | {areas[-1]: {"rating": 7, "negatively_affected": False}}


def _consultations(client: _Client) -> list[Case]:
    """Return what was asked of a colleague: a third who need it have asked, a third have an answer."""
    if client.state not in NEEDS_A_LOOK or client.chance[1] > 2 / 3:
        return []
    if client.chance[1] > 1 / 3:
        return [{"weeks_ago": 1, "status": "asked", "about_this_stall": True}]
    return [{"weeks_ago": 3, "status": "answered", "about_this_stall": True}]


def _approaches(client: _Client) -> list[Case]:
    scores, weeks = len(client.columns["sessions_attended"]), round(client.weeks, 1)
    if client.state not in NEEDS_A_LOOK or client.chance[2] < 0.5:
        return [{"code": FIRST_APPROACH, "started_weeks_ago": weeks, "scores_since": scores}]
    changed = round(weeks / 2, 1)
    return [
        {"code": FIRST_APPROACH, "started_weeks_ago": weeks, "ended_weeks_ago": changed},
        {"code": SECOND_APPROACH, "started_weeks_ago": changed},
    ]


def _safety(client: _Client) -> Case:
    """Return a sign of risk, for half of those who are getting worse; for the others nothing is known."""
    if client.state != "deteriorating" or client.chance[3] < 0.5:
        return {}
    return {"safety": {"suicide_item_above_zero": True, "assessed_since": client.chance[4] < 0.5}}


def _wishes(client: _Client) -> Case:
    if client.latest("story") == "disengaged" and client.chance[4] < 0.5:
        return {"client_wishes": {"another_worker": True}}
    if client.state == "stalled" and client.chance[4] < 0.5:
        return {"client_wishes": {"try_something_different": True}}
    return {}


def _considering(client: _Client) -> Case:
    if client.state not in NEEDS_A_LOOK:
        return {}
    return {"considering": [THOUGHTS[int(client.chance[4] * len(THOUGHTS))]]}
