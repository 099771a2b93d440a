"""The states of progress as a table: each row of states_table.py is a series of scores and the answer it gets."""

from __future__ import annotations

import math

import numpy as np
import pytest
from docs.generated import states as page

from tests.plain_progress import PlainMeasure, plain_state
from tests.spec.states_table import SECTIONS, SETTINGS, Row, Setting, rows
from unstuck.progress.batch import Batch
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.reasons import reasons
from unstuck.progress.snapshot import Snapshot, snapshots
from unstuck.progress.status import STATES, assess, usable_curve
from unstuck.progress.wandering import Wandering


def curve_of(setting: Setting) -> Curve | None:
    plain = setting.curve
    if plain is None:
        return None
    nothing = ((0.0, 0.0), (0.0, 0.0))
    return Curve(
        id="made-for-tests",
        instrument="PHQ-9",
        kind="assumed" if setting.kind == "assumed" else "fitted",
        time_unit="week" if plain.unit == 7.0 else "session",
        fixed=plain.mean,
        fixed_covariance=nothing,
        random_covariance=plain.covariance,
        residual_variance=plain.noise_variance,
        cohort=setting.cohort,
        scores=4000,
        observed_until=setting.observed_until,
        method="REML",
        loglik=None,
        tau=plain.tau if setting.tau_known else None,
        alerts={},
        card={},
        wandering=None if plain.wander is None else Wandering(*vars(plain.wander).values()),
    )


def measure_of(setting: Setting) -> Measure:
    plain = setting.measure
    known = setting.change_known
    return Measure(
        instrument="PHQ-9",
        sign=1.0 if plain.lower_is_better else -1.0,
        minimum=0.0,
        maximum=27.0,
        cutoff=plain.cutoff if setting.cutoff_known else None,
        reliable_change=plain.reliable if known else None,
        minimal_change=None if setting.change_is_default else plain.minimal,
        minimal_fraction=None,
        norms="sample" if setting.norms == "sample" else "shipped" if known else "none",
        unverified=setting.unverified,
    )


def seen_at(row: Row) -> Snapshot:
    setting = SETTINGS[row.setting]
    batch = Batch.of_one(row.at, row.scores, "days" if setting.by_days else "sessions")
    measure, offered = measure_of(setting), curve_of(setting)
    found, curve = assess(batch, measure, offered), usable_curve(batch, measure, offered)
    (seen,) = snapshots(batch, measure, curve, found, np.array([len(row.scores) - 1]))
    return seen


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.setting}: {row.says}")
def test_row(row: Row) -> None:
    setting, seen = SETTINGS[row.setting], seen_at(row)
    measure, offered = measure_of(setting), curve_of(setting)
    curve = usable_curve(Batch.of_one([], [], "days" if setting.by_days else "sessions"), measure, offered)

    assert seen.state == row.state
    assert [reason.code for reason in reasons(seen, measure, curve, offered)] == row.reasons.split()
    assert row.at[seen.since_row] == row.since
    assert seen.alert == row.alert


@pytest.mark.parametrize(
    "row", [row for row in rows() if SETTINGS[row.setting].plain], ids=lambda row: f"{row.setting}: {row.says}"
)
def test_the_table_itself_follows_from_the_plain_reference(row: Row) -> None:
    states = plain_states(row)
    entered = max(at for at in range(len(states)) if at == 0 or states[at - 1] != states[at])

    assert states[-1] == row.state
    assert row.at[entered] == row.since
    assert row.alert == (entered == len(states) - 1 and row.state in ("stalled", "deteriorating"))


def plain_states(row: Row) -> list[str]:
    setting = SETTINGS[row.setting]
    assert setting.curve is not None
    scores = [float(score) for score in row.scores]
    return [
        plain_state(row.at[:end], scores[:end], setting.curve, setting.measure, setting.by_days)
        for end in range(1, len(scores) + 1)
    ]


def test_every_state_has_rows_of_its_own() -> None:
    assert {row.state for row in rows()} == set(STATES)
    assert set(SETTINGS) == {row.setting for row in rows()}


def test_the_probability_is_the_one_that_the_state_rests_on() -> None:
    """Stalled, recovered and likely worse rest on one; a reliable change, a band or a lack of scores on none."""
    for row in rows():
        rests_on_one = bool({"no_real_change", "slow_going", "no_gain", "likely_worse"} & set(row.reasons.split()))
        rests_on_one |= row.state == "recovered" and SETTINGS[row.setting].curve is not None
        assert (seen_at(row).probability is not None) == rests_on_one, row.says


def test_the_page_shows_every_row() -> None:
    text = page.render()
    assert all(f"## {title}" in text for title in SECTIONS)
    assert text.count("\n| ") == len(rows()) + len(SECTIONS) + text.count("\n| setting ") + len(SETTINGS)


def test_the_mirrored_rows_are_the_usual_ones_seen_from_the_other_side() -> None:
    usual, higher = SETTINGS["usual"], SETTINGS["higher"]
    assert usual.curve is not None
    assert higher.curve is not None
    assert higher.curve.mean == (27 - usual.curve.mean[0], -usual.curve.mean[1])
    assert higher.measure == PlainMeasure(27 - usual.measure.cutoff, 6.0, 5.0, lower_is_better=False)
    assert math.isclose(higher.curve.noise_variance, usual.curve.noise_variance)
