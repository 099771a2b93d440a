"""The order in which `unstuck analyse --format html` tells its stories."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.unit.cli.command import TRIAL, TRIAL_COLUMNS, Record, Unstuck
from tests.unit.reporting import example
from tests.unit.reporting.page import read
from unstuck.reporting import gathering
from unstuck.reporting.gathering import Gathered, Place

PLACES = some.lists(some.tuples(some.integers(0, 1), some.integers(-3, 3)), max_size=12)


@given(PLACES, some.integers(0, 5))
def test_the_foremost_are_drawn_and_all_come_in_order(found: Sequence[tuple[int, int]], most: int) -> None:
    gathered = Gathered(most)
    keys: list[Place] = [(float(rank), float(size), float(place)) for place, (rank, size) in enumerate(found)]
    for key in keys:
        whole = example.story(client=str(key))
        gathered.add(key, whole if gathered.draws(key) else gathering.brief(whole))
    told = list(gathered.ordered())
    assert [story.record["client"] for story in told] == [str(key) for key in sorted(keys)]
    assert [bool(story.scores.size) for story in told] == [place < most for place in range(len(keys))]
    assert [len(story.steps) for story in told[most:]] == [1] * len(told[most:])
    assert gathered.foremost() == told[:most]


def in_order(records: Sequence[Record]) -> list[str]:
    """The clients in reading order, from the published records alone."""

    def key(record: Record) -> tuple[float, ...]:
        chance = -1.0 if record["probability"] is None else record["probability"]
        if record["state"] == "deteriorating":
            return (0.0, -chance, -record["reliable_change"]["change"])
        return (1.0, -lasted(record), -chance)

    return [record["client"] for record in sorted(looked_at(records), key=key)]


def lasted(record: Record) -> float:
    if record["unit"] == "date":
        since, last = (date.fromisoformat(record[name]) for name in ("since", "last_heard"))
        return float((last - since).days)
    return float(record["last_heard"] - record["since"])


def looked_at(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record["state"] in ("deteriorating", "stalled")]


@pytest.mark.parametrize("most", [500, 7])
def test_a_real_file_is_told_worst_first_then_longest_first(
    unstuck: Unstuck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("unstuck.reporting.gathering.MOST_CHARTS", most)
    out = tmp_path / "report.html"
    ask = ("analyse", TRIAL, *TRIAL_COLUMNS)
    assert unstuck(*ask, "--format", "html", "--out", out).status == 0
    expected = in_order(unstuck(*ask, "--format", "json").records)
    page = read(out.read_text(encoding="utf-8"))
    listed = [link.text for link in page.of_class("index")[0].all("a")]
    others = [row.all("th")[0].text for table in page.of_class("rest") for row in table.all("tr")[1:]]
    assert listed + others == expected
    assert len(listed) == min(most, len(expected))
    assert len(page.of_class("story")) == len(listed)


def test_the_client_who_stopped_getting_better_long_ago_stands_above_the_recent_one(
    unstuck: Unstuck, tmp_path: Path
) -> None:
    def weeks(client: str, scores: Sequence[int]) -> list[str]:
        return [f"{client},{week},{score}" for week, score in enumerate(scores)]

    lines = weeks("recent", [22, 18, *[15] * 9]) + weeks("long", [20] * 12) + weeks("worse", [6, 9, 14, 20, 24])
    file = tmp_path / "scores.csv"
    file.write_text("client,week,score\n" + "\n".join(lines) + "\n", encoding="utf-8")
    ask = ("analyse", file, "--instrument", "PHQ-9", "--format")
    states = {one["client"]: one["state"] for one in json.loads(unstuck(*ask, "json").out)}
    assert states == {"recent": "stalled", "long": "stalled", "worse": "deteriorating"}
    out = tmp_path / "report.html"
    assert unstuck(*ask, "html", "--out", out).status == 0
    page = read(out.read_text(encoding="utf-8"))
    assert [link.text for link in page.of_class("index")[0].all("a")] == ["worse", "long", "recent"]
