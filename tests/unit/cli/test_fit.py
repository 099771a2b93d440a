"""`unstuck fit`: a curve from an agency's own scores, for `unstuck analyse --curve`."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.cli.command import ROOT, TRIAL, TRIAL_COLUMNS, Unstuck, write_scores
from unstuck.progress.curve_files import load_curve, shipped_curve

DAY = ("--today", "2026-11-22")
FITTED = ("fixed", "fixed_covariance", "random_covariance", "residual_variance", "loglik")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def drawn(clients: int, times: Iterable[float], seed: int = 5) -> list[tuple[object, ...]]:
    """Courses around 15 - 2.5 log(1 + t), with SD 4 between clients, 1.5 between slopes and 2 within."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for client in range(clients):
        start, slope = 15 + 4 * rng.standard_normal(), -2.5 + 1.5 * rng.standard_normal()
        for time in times:
            score = start + slope * np.log1p(time) + 2 * rng.standard_normal()
            rows.append((f"c{client}", time, round(float(score), 3)))
    return rows


def own(tmp_path: Path, extra: str = "") -> Path:
    text = (ROOT / "examples/instruments/any-total.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text + extra, encoding="utf-8")
    return path


def test_the_shipped_trial_curve_again(unstuck: Unstuck, tmp_path: Path) -> None:
    out = tmp_path / "curve.json"
    answer = unstuck("fit", TRIAL, *TRIAL_COLUMNS, *DAY, "--name", "trial", "--out", out)
    assert (answer.status, answer.out) == (0, "")
    assert answer.err.splitlines()[0] == (
        "unstuck: curve hamd-17-trial-2026-11-22: 172 clients, 780 scores, up to 10.2857 weeks"
    )
    shipped, made = shipped_curve("HAMD-17", "days"), read(out)
    assert shipped is not None
    for name in FITTED:
        np.testing.assert_allclose(made[name], getattr(shipped, name), rtol=1e-9)
    assert load_curve(out).cohort == 172
    assert list(tmp_path.iterdir()) == [out]


def test_the_same_file_gives_the_same_bytes_and_another_seed_other_courses(unstuck: Unstuck, tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    for out, seed in ((one, "1"), (two, "1"), (other, "2")):
        assert unstuck("fit", TRIAL, *TRIAL_COLUMNS, *DAY, "--seed", seed, "--out", out).status == 0
    assert one.read_bytes() == two.read_bytes()
    assert read(one)["alerts"] != read(other)["alerts"]
    assert read(one)["tau"] == pytest.approx(read(other)["tau"], abs=0.05)


def test_rows_in_any_order_give_the_same_curve(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = drawn(80, range(8))
    straight = write_scores(tmp_path / "straight.csv", rows, ["client", "session", "score"])
    random.Random(3).shuffle(rows)  # noqa: S311
    mixed = write_scores(tmp_path / "mixed.csv", rows, ["client", "session", "score"])
    made = []
    for file in (straight, mixed):
        assert unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json").status == 0
        made.append(read(tmp_path / "a.json"))
    for name in FITTED:
        np.testing.assert_allclose(made[0][name], made[1][name], rtol=1e-6)


@pytest.mark.parametrize(
    ("unit", "days", "counts"),
    [("day", 1.0, "week"), ("week", 7.0, "week"), ("month", 365.25 / 12, "month"), ("session", None, "session")],
)
def test_what_the_curve_counts(unstuck: Unstuck, tmp_path: Path, unit: str, days: float | None, counts: str) -> None:
    """Days and weeks make a curve in weeks; the same course told in days and in weeks is the same curve."""
    step = 7.0 if unit == "day" else 1.0
    rows = [(client, float(str(time)) * step, score) for client, time, score in drawn(60, range(6))]
    file = write_scores(tmp_path / "a.csv", rows, ["client", unit, "score"])
    assert unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json").status == 0
    made = read(tmp_path / "a.json")
    assert made["time_unit"] == counts
    assert made["observed_until"] == pytest.approx(5.0)
    # The draws have intercept 15, slope -2.5 and SD 4, 1.5 and 2; 60 clients leave standard errors of .55 and .25.
    assert made["fixed"] == pytest.approx([15.0, -2.5], abs=1.1)
    assert made["residual_variance"] == pytest.approx(4.0, rel=0.3)


def test_sessions_count_from_each_clients_first(unstuck: Unstuck, tmp_path: Path) -> None:
    made = []
    for first in (0, 1):
        rows = [(client, int(str(time)) + first, score) for client, time, score in drawn(60, range(6))]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "session", "score"])
        assert unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json").status == 0
        made.append(read(tmp_path / "a.json")["fixed"])
    assert made[0] == pytest.approx(made[1], rel=1e-9)


def test_a_wide_file_is_the_same_as_a_long_one(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = drawn(60, range(4))
    long = write_scores(tmp_path / "long.csv", rows, ["client", "week", "score"])
    series = [[str(row[2]) for row in rows[at : at + 4]] for at in range(0, len(rows), 4)]
    wide = write_scores(tmp_path / "wide.csv", series, ["a", "b", "c", "d"])
    told = ("--wide", "a@0,b@1,c@2,d@3", "--unit", "week")
    for file, extra, out in ((long, (), "one"), (wide, told, "two")):
        call = ("fit", file, "--instrument", own(tmp_path), *DAY, *extra, "--out", tmp_path / out)
        assert unstuck(*call).status == 0
    one, two = read(tmp_path / "one"), read(tmp_path / "two")
    assert {name: one[name] for name in FITTED} == {name: two[name] for name in FITTED}


def test_what_is_said_of_a_curve_without_a_threshold(unstuck: Unstuck, tmp_path: Path) -> None:
    file = write_scores(tmp_path / "a.csv", drawn(60, range(5)), ["client", "session", "score"])
    answer = unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json")
    assert answer.err.splitlines() == [
        "unstuck: curve any-total-own-2026-11-22: 60 clients, 300 scores, up to 4 sessions",
        "unstuck: no alarm threshold: the instrument has no clinical cutoff or no reliable change",
    ]
    assert read(tmp_path / "a.json")["tau"] is None
    assert read(tmp_path / "a.json")["alerts"] == {}


def test_notices_of_the_file_are_passed_on(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = drawn(60, range(5))
    file = write_scores(tmp_path / "a.csv", [*rows, rows[0], ("z", 0, "")], ["client", "session", "score"])
    answer = unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json")
    assert answer.err.splitlines()[:2] == [
        "unstuck: 1 repeated score was counted once",
        "unstuck: 1 client has no score",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("a", 0, 5)], id="one score"),
        pytest.param([(client, 0, client) for client in range(40)], id="one score each"),
        pytest.param([("a", time, 5 + time % 3) for time in range(30)], id="one client"),
        pytest.param([(client, 0, "") for client in range(9)], id="no score at all"),
        pytest.param([], id="no row at all"),
    ],
)
def test_scores_that_do_not_determine_a_curve(unstuck: Unstuck, tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
    answer = unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json")
    assert answer.status == 2
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith(f"unstuck: {file}: ")
    assert not (tmp_path / "a.json").exists()


def test_everybody_with_the_same_slope(unstuck: Unstuck, tmp_path: Path) -> None:
    """Slopes are the same and noise alternates: no variance between slopes is left, and the answer says so."""
    rows = [
        (client, week, 12 + client % 5 - 2 * float(np.log1p(week)) + (1 if (week + client) % 2 else -1))
        for client in range(60)
        for week in range(6)
    ]
    file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
    answer = unstuck("fit", file, "--instrument", own(tmp_path), *DAY, "--out", tmp_path / "a.json")
    assert answer.status == 0
    assert "no variance between clients' slopes was found: everybody is given the same slope" in answer.err
    assert read(tmp_path / "a.json")["card"]["boundary"] is True


def test_the_card_says_where_the_curve_comes_from(unstuck: Unstuck, tmp_path: Path) -> None:
    assert unstuck("fit", TRIAL, *TRIAL_COLUMNS, *DAY, "--out", tmp_path / "a.json").status == 0
    card = read(tmp_path / "a.json")["card"]
    assert card["made_on"] == "2026-11-22"
    assert "rbmi_antidepressant_hamd17.csv" in card["what"]
    assert card["stall_threshold"]["nominal"] == 0.07
    assert card["wandering"]["clients"] == 172
    with TRIAL.open(encoding="utf-8") as file:
        clients = {row["PATIENT"] for row in csv.DictReader(file)}
    text = json.dumps(card)
    assert not any(f'"{client}"' in text for client in clients)


def test_what_was_put_right_is_said_and_kept(unstuck: Unstuck, tmp_path: Path) -> None:
    """172 clients: bands, but no line for the chances; both in the file, with what they rest on."""
    out = tmp_path / "curve.json"
    answer = unstuck("fit", TRIAL, *TRIAL_COLUMNS, *DAY, "--out", out)
    said = answer.err.splitlines()[-2:]
    assert said[0].startswith("unstuck: chances are as the model has them: from 200 clients on")
    assert said[1].startswith("unstuck: bands were multiplied so that 8 in 10 later scores lie in them: 2 scores ")
    known = read(out)["recalibration"]
    assert (known["clients"], known["folds"], known["chances"]) == (172, 5, None)
    # Six visits: from the fourth score on hardly anybody has two more.
    assert [(band["fewest"], band["most"], band["clients"]) for band in known["bands"]] == [
        (2, 2, 159), (3, 3, 149), (4, 5, 128),
    ]  # fmt: skip
    for band in known["bands"]:
        assert band["forecast"]["lower95"] <= band["forecast"]["value"] <= band["forecast"]["upper95"]
    assert "172 clients in 5 folds" in read(out)["card"]["recalibration"]["learned_on"]


def test_from_200_clients_on_chances_are_put_right(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [(c, t, min(27, max(0, round(float(str(s)))))) for c, t, s in drawn(200, range(0, 60, 10))]
    file, out = write_scores(tmp_path / "a.csv", rows, ["client", "day", "score"]), tmp_path / "a.json"
    answer = unstuck("fit", file, "--instrument", "PHQ-9", *DAY, "--accept", "--out", out)
    assert answer.status == 0, answer.err
    known = read(out)["recalibration"]
    assert known["chances"]["clients"] == 200
    assert f"unstuck: chances were put right by {known['chances']['scores']} later scores of 200 clients" in answer.err
    older = read(out)
    del older["recalibration"]
    (tmp_path / "older.json").write_text(json.dumps(older), encoding="utf-8")
    assert load_curve(tmp_path / "older.json").recalibration is None
