"""A real case in bands: no exact number and no name is left, and no limit of the rules lies inside a band of weeks."""

from __future__ import annotations

import tomllib
from importlib import resources

from unstuck.guidance import Case
from unstuck.guidance.case import Approach, Consultation, Engagement, LifeArea, Progress, Treatment, Worker
from unstuck.interop.case import case_from_json
from unstuck.learning.bands import WEEKS, in_bands

CASE = Case(
    progress=Progress("stalled", 0.873, 9.4),
    treatment=Treatment(weeks=23.1, sessions_attended=17, sessions_missed_recently=2, presenting_problems=("Cleo",)),
    engagement=Engagement(
        willingness=3, willingness_change=-2.5, alliance=6.5, alliance_change=1, strengths=("Cleo's sister",)
    ),
    life_areas={"housing": LifeArea(rating=7, wants_help=True)},
    consultations=(Consultation(2.9, "answered"),),
    approaches=(Approach("cbt", 13.0, None, 4), Approach("What Cleo calls her walks", 22.0, 13.0)),
    worker=Worker(unsure=True),
    own_words=("I am Cleo",),
)


def test_numbers_are_bands_and_nobody_is_named() -> None:
    banded = in_bands(CASE, lambda text: text.replace("Cleo", "[name]"))
    assert banded == {
        "progress": {"state": "stalled", "weeks_in_state": 8},
        "treatment": {"weeks": 16, "sessions_attended": 10, "sessions_missed_recently": 2},
        "engagement": {
            "willingness": 2,
            "willingness_change": -2,
            "alliance": 5,
            "alliance_change": 0,
            "strengths": ["[name]'s sister"],
        },
        "life_areas": {"housing": {"rating": 8, "wants_help": True}},
        "consultations": [{"weeks_ago": 2, "status": "answered"}],
        "approaches": [
            {"code": "cbt", "started_weeks_ago": 12, "scores_since": 3},
            {"code": "other", "started_weeks_ago": 16, "ended_weeks_ago": 12},
        ],
    }
    assert case_from_json(banded).progress.state == "stalled", "an ordinary CASE.json"


def test_no_limit_in_weeks_lies_inside_a_band() -> None:
    text = (resources.files("unstuck.guidance") / "knowledge/thresholds.toml").read_text(encoding="utf-8")
    limits = {row["value"] for name, row in tomllib.loads(text).items() if "weeks" in name}
    assert limits
    assert limits <= set(WEEKS)
