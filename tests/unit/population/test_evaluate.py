"""The evaluation protocol: nobody is judged by what was learned from them, drop-out counts, few are said to be few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.population.test_wandering_fit import TRUE, drawn
from tests.unit.progress.cases import COMMON, WEEKLY, measure
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population import evaluation, online_rules, rivals
from unstuck.population.analysis import Rows
from unstuck.population.drift import drift
from unstuck.population.episodes import Episodes
from unstuck.population.evaluate import Evaluation, evaluate
from unstuck.population.evaluation import Judged, forecasting
from unstuck.population.fitting import CurveData
from unstuck.population.landmarks import CLINICAL, GONE, NO_HALF, SOON, landmark
from unstuck.population.online_rules import _alarms, as_observed, signals_of, watch_the_file
from unstuck.population.out_of_fold import the_same_for_all
from unstuck.population.recalibrating import errors_of
from unstuck.progress.batch import Batch

PHQ9 = load("PHQ-9")
CURVE = replace(WEEKLY, wandering=TRUE)


def data_of(episodes: Episodes) -> CurveData:
    data = CurveData("week", 1)
    names = np.array([f"c{number}" for number in range(episodes.clients)], dtype=object)
    data.add(Rows(names, episodes.starts, episodes.times, episodes.times, episodes.scores))
    return data


def in_range(clients: int, seed: int = 1) -> Episodes:
    some = drawn(clients, seed)
    return Episodes(some.starts, some.times, np.clip(some.scores, 0, 27))


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(data_of(in_range(240)), PHQ9, seed=2)


def test_every_rule_is_there_with_its_interval(found: Evaluation) -> None:
    assert found.forecasting is not None
    known = {(one.scores, one.outcome): one for one in found.forecasting.outcomes}
    assert set(known) == {(scores, outcome) for scores in (2, 3, 4, 6) for outcome in (CLINICAL, NO_HALF, GONE, SOON)}
    figures = {one.rival: one for one in known[4, CLINICAL].rivals}
    assert tuple(figures) == rivals.RIVALS
    for one in figures.values():
        assert one.area is not None
        assert one.area.lower95 <= one.area.value <= one.area.upper95
    assert figures[rivals.PREVALENCE].area == pytest.approx(figures[rivals.PREVALENCE].area)
    for name in (rivals.LATEST, rivals.THREE, rivals.GROWTH, rivals.PRODUCT):
        area, slope = figures[name].area, figures[name].slope
        assert area is not None
        assert area.value > 0.7
        assert slope is not None
    assert figures[rivals.PREVALENCE].slope is None
    misses = {one.scores: dict(one.rivals) for one in found.forecasting.misses}
    own, mean = misses[4][rivals.PRODUCT], misses[4][rivals.PREVALENCE]
    assert own is not None
    assert mean is not None
    assert own.value < mean.value


def test_the_models_own_courses_are_foreseen_as_well_as_they_say(found: Evaluation) -> None:
    assert found.forecasting is not None
    chances = found.forecasting.chances
    assert chances is not None
    assert chances.slope is not None
    assert chances.slope.lower95 < 1 < chances.slope.upper95
    for band in found.forecasting.coverage:
        if band.target == "soon" and band.put_right is not None:
            assert band.put_right.value == pytest.approx(band.level, abs=0.06)
    assert found.drift is None
    assert any("slope" in sentence for sentence in found.sentences)


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals from twenty draws: these tests ask for other things."""
    monkeypatch.setattr(evaluation, "DRAWS", 20)
    monkeypatch.setattr(online_rules, "COURSES", 300)


@pytest.mark.usefixtures("few_draws")
def test_few_clients_are_said_to_be_few() -> None:
    few = evaluate(data_of(in_range(29)), PHQ9, seed=2)
    assert few.forecasting is None
    assert few.sentences == ("29 clients have three scores or more; with fewer than 30 nothing can be said.",)
    some = evaluate(data_of(in_range(60)), PHQ9, seed=2)
    assert some.forecasting is not None
    assert any(
        sentence.startswith("With fewer than 200 clients chances are not put right") for sentence in some.sentences
    )


def test_without_a_cutoff_nobody_can_be_said_to_be_better() -> None:
    bare = replace(PHQ9, norms=tuple(norm for norm in PHQ9.norms if norm.name != "cutoff"))
    with pytest.raises(BadInput, match="expected a questionnaire with a clinical cutoff"):
        evaluate(data_of(in_range(40)), bare, seed=1)
    with pytest.raises(BadInput, match="expected scores by session, as the curve counts, found them by week"):
        evaluate(data_of(in_range(40)), PHQ9, seed=1, curve=replace(CURVE, time_unit="session"))


def test_a_landmark_by_hand() -> None:
    """Three clients at the third score: one goes on to 9, one to 16, one is not seen again."""
    starts = np.array([0, 5, 9, 12, 14])
    times = np.array([0.0, 7, 14, 28, 49, 0, 7, 14, 40, 0, 7, 14, 0, 7])
    scores = np.array([20.0, 18, 16, 12, 9, 20, 22, 12, 16, 15, 14, 13, 11, 9])
    folds = the_same_for_all(Episodes(starts, times, scores), "days", CURVE)
    at = landmark(Batch(starts, times, scores), COMMON, folds, 3)
    assert at.client.tolist() == [0, 1, 2]
    assert at.rows.tolist() == [2, 7, 11]
    assert (at.known.first.tolist(), at.known.latest.tolist()) == ([20, 20, 15], [16, 12, 13])
    assert at.known.mean == pytest.approx([18, 18, 14])
    assert at.known.better.tolist() == [False, True, False]
    assert (at.last.tolist(), at.soon.tolist()) == ([4, 8, -1], [4, 8, -1])
    assert at.asked(CLINICAL).tolist() == [True, True, False]
    assert at.happened(CLINICAL)[:2].tolist() == [False, True]
    # Half way from 20 to 0 is 10: 9 is past it, 16 is not.
    assert at.happened(NO_HALF)[:2].tolist() == [False, True]
    assert at.asked(GONE).tolist() == [True, True, True]
    assert at.happened(GONE).tolist() == [False, True, True]


@pytest.mark.usefixtures("few_draws")
def test_where_higher_is_better_the_figures_are_the_same() -> None:
    some = drawn(80)
    mirror = Episodes(some.starts, some.times, -some.scores)
    turned = measure(sign=-1.0, minimum=-1000.0, maximum=1000.0, cutoff=-10.0)
    straight = measure(minimum=-1000.0, maximum=1000.0)
    up = replace(CURVE, fixed=(-15.0, 2.5), wandering=TRUE.mirrored())
    one = forecasting(Judged.of(the_same_for_all(some, "days", CURVE), straight, rng(), given=True))
    two = forecasting(Judged.of(the_same_for_all(mirror, "days", up), turned, rng(), given=True))
    for a, b in zip(one.outcomes, two.outcomes, strict=True):
        assert (a.clients, a.happened) == (b.clients, b.happened)
        for first, second in zip(a.rivals, b.rivals, strict=True):
            assert first.area and second.area  # noqa: PT018
            assert first.area.value == pytest.approx(second.area.value, abs=1e-9)


def test_what_puts_a_client_right_was_learned_on_others() -> None:
    """One fold's scores pushed far off: what the other four are put right by changes, its own does not."""
    some = in_range(240)
    folds = the_same_for_all(some, "days", CURVE)
    rows = np.repeat(folds.fold, np.diff(some.starts)) == 1
    pushed = replace(folds, episodes=Episodes(some.starts, some.times, np.where(rows, 27 - some.scores, some.scores)))
    one, two = (Judged.of(which, COMMON, rng(), given=False).known for which in (folds, pushed))
    assert [a == b for a, b in zip(one, two, strict=True)] == [number == 1 for number in range(5)]


def test_alarms_come_at_the_budget_that_other_clients_set() -> None:
    """Twenty good episodes of the other fold peak at 0 to 19: only above 17 is an alarm."""
    starts = np.arange(0, 91, 2)
    good = np.arange(45) < 20
    fold = np.where(good, 0, 1)
    signal = np.full(90, -np.inf)
    signal[1:40:2] = np.arange(20)
    signal[41::2] = np.linspace(16.5, 19.5, 25)
    batch = Batch(starts, np.tile([0.0, 7.0], 45), np.zeros(90))
    alarms = _alarms(batch, signal, good, fold)
    raised = alarms[20:] >= 0
    assert raised.tolist() == (np.linspace(16.5, 19.5, 25) > 17).tolist()
    assert (alarms[20:][raised] == np.flatnonzero(signal > 17)[-raised.sum() :]).all()


def test_who_is_on_track_by_their_own_last_score() -> None:
    """PHQ-9: 6 points and below 10; or 10 and above with less than 5 points gained; four scores or more."""
    episodes = [[20, 18, 14, 9], [14, 12, 12, 9], [20, 20, 18, 16], [20, 18, 16, 14], [20, 18, 9], [8, 9, 12, 15]]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in episodes])])
    times = np.concatenate([7.0 * np.arange(len(one)) for one in episodes])
    kinds = as_observed(Batch(starts, times, np.concatenate(episodes).astype(float)), COMMON)
    assert kinds.good.tolist() == [True, False, False, False, False, False]
    assert kinds.bad.tolist() == [False, False, True, False, False, False]


def test_no_rule_looks_ahead() -> None:
    """A client's later scores change no earlier signal of any rule that learns from others alone."""
    some = in_range(80)
    cut = np.arange(some.scores.size) == some.starts[1] - 1
    other = Episodes(some.starts, some.times, np.where(cut, 27.0 - some.scores, some.scores))
    kinds = as_observed(some.batch("days"), COMMON)
    one, two = (signals_of(the_same_for_all(which, "days", CURVE), COMMON, kinds) for which in (some, other))
    for rule in one:
        assert one[rule][: some.starts[1] - 1] == pytest.approx(two[rule][: some.starts[1] - 1], abs=1e-9)


def test_episodes_of_one_kind_alone_say_nothing() -> None:
    some = in_range(40)
    rising = Episodes(some.starts, some.times, 15.0 + some.times / 100)
    watched = watch_the_file(the_same_for_all(rising, "days", CURVE), COMMON, np.ones((1, 40)))
    assert (watched.on_track, watched.rules) == (0, ())


def test_a_curve_that_fits_has_not_moved_and_one_of_other_people_has() -> None:
    wide = measure(minimum=-1000.0, maximum=1000.0)
    some = drawn(400, seed=6)
    fresh = Episodes(some.starts, some.times, some.scores + rng().uniform(-0.5, 0.5, some.scores.size))
    fits = drift(errors_of(the_same_for_all(fresh, "days", CURVE), wide), 400, rng())
    assert fits.verdict == "fits"
    assert fits.sentences[0].startswith("The curve still fits: where it said ")
    worse = Episodes(some.starts, some.times, some.scores + some.times / 14)
    moved = drift(errors_of(the_same_for_all(worse, "days", CURVE), wide), 400, rng())
    assert moved.verdict == "moved"
    assert moved.sentences[0].startswith("Scores are clinical more often than the curve says: it said ")
    assert moved.sentences[-1] == "Fit the curve again on your newer scores with `unstuck fit`."
    sure = replace(CURVE, wandering=replace(TRUE, sd_change=2.0, score_sd=0.7, passing_sd=0.5, wander_sd=0.1))
    narrow = drift(errors_of(the_same_for_all(fresh, "days", sure), wide), 400, rng())
    assert any(sentence.startswith("The bands are too narrow: ") for sentence in narrow.sentences)
    assert "High chances are too high and low ones too low." in narrow.sentences
    few = drift(errors_of(the_same_for_all(drawn(49), "days", CURVE), wide), 49, rng())
    assert (few.verdict, len(few.sentences)) == ("unknown", 1)
