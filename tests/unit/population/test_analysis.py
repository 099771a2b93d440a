"""A whole file's clients: norms from first scores known by then, no leak from the future, alerts checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.progress.cases import WANDERING, WEEKLY
from unstuck.instruments import load
from unstuck.interop import analysis as interop
from unstuck.interop.analysis import Record, Seen
from unstuck.population.analysis import AlertCheck, Analysis, Rows, Setting, analyse, as_days
from unstuck.progress.curve import Curve
from unstuck.progress.how_often_right import CheckedAlerts
from unstuck.progress.measure import Norms
from unstuck.progress.reasons import no_scores, reasons

Series = dict[str, list[tuple[float, float]]]
"""Occasions (days since 1970) and scores of each client."""

PHQ9, HAMD = load("PHQ-9"), load("HAMD-17")


def rows_of(people: Series) -> Rows:
    counts = [len(scores) for scores in people.values()]
    pairs = [pair for scores in people.values() for pair in sorted(scores)]
    occasions = np.array([when for when, _ in pairs], dtype=np.float64)
    begun = [min(scores)[0] for scores in people.values() if scores for _ in scores]
    return Rows(
        clients=np.array(list(people), dtype=object),
        starts=np.cumsum([0, *counts]).astype(np.int64),
        times=occasions - np.array(begun, dtype=np.float64),
        occasions=occasions,
        scores=np.array([score for _, score in pairs], dtype=np.float64),
    )


def setting_of(people: Series, norms: Norms = "shipped", curve: Curve | None = WEEKLY, **more: Any) -> Setting:
    firsts = sorted((min(scores)[0], min(scores)[1]) for scores in people.values() if scores)
    return Setting(
        instrument=more.pop("instrument", PHQ9),
        curve=curve,
        norms=norms,
        clock=more.pop("clock", "days"),
        first_occasions=np.array([when for when, _ in firsts], dtype=np.float64),
        first_scores=np.array([score for _, score in firsts], dtype=np.float64),
        **more,
    )


def judged(people: Series, norms: Norms = "shipped", **more: Any) -> Analysis:
    return analyse(rows_of(people), setting_of(people, norms, **more))


def records(found: Analysis, *, each_occasion: bool) -> list[Record]:
    seen = [
        Seen(
            one.client,
            one.seen,
            reasons(one.seen, one.measure, found.curve, found.setting.curve) if one.seen else no_scores(),
            one.measure.norms,
            one.occasion,
            one.since,
            one.last_heard,
            one.not_heard_from,
        )
        for one in found.findings(each_occasion)
    ]
    return list(interop.records(seen, found.measure, found.curve, unit="date", each_occasion=each_occasion))


class TestNoFutureLeaks:
    """Cut every row after a day: the same past, whoever starts when, with shipped norms and with the sample's."""

    scores = st.tuples(st.integers(0, 90), st.integers(0, 27))
    course = st.lists(scores, min_size=1, max_size=7, unique_by=lambda pair: pair[0])
    people = st.lists(course, min_size=21, max_size=30)

    @settings(max_examples=60, deadline=None)
    @given(people=people, until=st.integers(0, 90), norms=st.sampled_from(["shipped", "sample"]))
    def test_the_past_stays_as_it_was(self, people: list[list[tuple[float, float]]], until: int, norms: Norms) -> None:
        whole = {f"c{at}": scores for at, scores in enumerate(people)}
        cut = {
            name: kept
            for name, scores in whole.items()
            if (kept := [(when, score) for when, score in scores if when <= until])
        }
        before = [one for one in records(judged(whole, norms), each_occasion=True) if one["occasion"] <= until]
        after = records(judged(cut, norms), each_occasion=True)
        assert before == after
        last = {one["client"]: one for one in after}
        for plain in records(judged(cut, norms), each_occasion=False):
            known = {**last[plain["client"]], "occasion": None, "alert": None}
            assert plain == known

    @settings(max_examples=30, deadline=None)
    @given(people=people, at=st.integers(0, 20))
    def test_a_piece_says_what_the_whole_says(self, people: list[list[tuple[float, float]]], at: int) -> None:
        """Large files are judged in pieces of clients; norms come from all of them."""
        whole = {f"c{number}": scores for number, scores in enumerate(people)}
        one = {f"c{at}": people[at]}
        alone = analyse(rows_of(one), setting_of(whole, "sample"))
        together = records(judged(whole, "sample"), each_occasion=True)
        assert records(alone, each_occasion=True) == [found for found in together if found["client"] == f"c{at}"]


class TestNormsFromTheSample:
    # 20 first scores 0 .. 19 have SD sqrt(665/19) = 5.91608; PHQ-9's reliability is .89, so
    # R = 1.959964 x 5.91608 x sqrt(2 x .11) = 5.43868.
    SIZE = 5.43868

    def thresholds(self, people: Series, instrument: Any = PHQ9) -> list[float]:
        found = judged(people, "sample", instrument=instrument)
        return [float(value) for value in found.found.reliable]

    def test_all_started_together(self) -> None:
        people: Series = {f"c{score}": [(0.0, float(score))] for score in range(20)}
        np.testing.assert_allclose(self.thresholds(people), [self.SIZE] * 20, atol=1e-5)

    def test_only_those_who_had_started_by_then_count(self) -> None:
        people: Series = {f"c{score}": [(float(score), float(score))] for score in range(20)}
        people["c0"] += [(18.0, 1.0), (19.0, 1.0)]
        found = self.thresholds(people)
        assert np.isnan(found[:2]).all()
        assert found[2] == pytest.approx(self.SIZE, abs=1e-5)
        assert np.isnan(found[3:-1]).all()
        assert found[-1] == pytest.approx(self.SIZE, abs=1e-5)

    def test_more_of_them_change_it(self) -> None:
        people: Series = {f"c{score}": [(0.0, float(score))] for score in range(20)}
        people["late"] = [(7.0, 27.0)]
        people["c0"].append((7.0, 3.0))
        found = self.thresholds(people)
        # 0 .. 19 and 27: mean 217/21, sum of squares 2470 + 729 - 217^2/21 = 956.667, SD sqrt(956.667/20) = 6.91617.
        expected = 1.959964 * 6.91617 * np.sqrt(0.22)
        assert found[0] == pytest.approx(self.SIZE, abs=1e-5)
        assert found[1] == pytest.approx(expected, abs=1e-4)
        assert found[-1] == pytest.approx(expected, abs=1e-4)

    def test_nineteen_are_too_few(self) -> None:
        people: Series = {f"c{score}": [(0.0, float(score))] for score in range(19)}
        assert np.isnan(self.thresholds(people)).all()
        assert {one.measure.norms for one in judged(people, "sample").findings()} == {"none"}

    def test_all_the_same_tell_nothing(self) -> None:
        people: Series = {f"c{client}": [(0.0, 12.0)] for client in range(30)}
        assert np.isnan(self.thresholds(people)).all()

    def test_scores_far_from_zero_lose_no_digits(self) -> None:
        people: Series = {f"c{score}": [(0.0, 1e6 + score)] for score in range(20)}
        np.testing.assert_allclose(self.thresholds(people, replace(PHQ9, maximum=2e6)), [self.SIZE] * 20, atol=1e-5)

    def test_nobody_at_all(self) -> None:
        people: Series = {"a": [], "b": []}
        (one, two) = judged(people, "sample").findings()
        assert (one.client, one.seen, one.measure.norms, two.client) == ("a", None, "none", "b")

    def test_an_instrument_without_shipped_change_falls_back_to_the_sample(self) -> None:
        people: Series = {f"c{score}": [(0.0, float(score))] for score in range(20)}
        setting = setting_of(people, "shipped", instrument=HAMD)
        assert setting.from_sample
        found = analyse(rows_of(people), setting)
        # HAMD-17's reliability is .79: 1.959964 x 5.91608 x sqrt(.42) = 7.51464
        np.testing.assert_allclose(found.found.reliable, [7.51464] * 20, atol=1e-4)
        assert {one.measure.norms for one in found.findings()} == {"sample"}
        assert not setting_of(people, "shipped").from_sample


PEOPLE: Series = {"none": [], "a": [(10.0, 12.0), (17.0, 13.0)], "nobody": [], "b": [(3.0, 20.0)], "last": []}


class TestFindings:
    def test_everybody_in_the_order_of_the_file(self) -> None:
        found = list(judged(PEOPLE).findings())
        assert [one.client for one in found] == ["none", "a", "nobody", "b", "last"]
        assert [one.occasion for one in found] == [None, 17.0, None, 3.0, None]
        assert [one.seen.latest if one.seen else None for one in found] == [None, 13, None, 20, None]
        assert [(one.first_row, one.row) for one in found if one.seen] == [(0, 1), (2, 2)]

    def test_every_occasion(self) -> None:
        found = list(judged(PEOPLE).findings(each_occasion=True))
        assert [(one.client, one.occasion) for one in found] == [
            ("none", None),
            ("a", 10.0),
            ("a", 17.0),
            ("nobody", None),
            ("b", 3.0),
            ("last", None),
        ]
        assert [one.since for one in found] == [None, 10.0, 10.0, None, 3.0, None]

    @pytest.mark.parametrize(("today", "a", "b"), [(17.0, False, False), (24.0, False, True), (38.0, True, True)])
    def test_not_heard_from_for_three_weeks(self, today: float, a: bool, b: bool) -> None:
        found = {one.client: one.not_heard_from for one in judged(PEOPLE, today=today).findings()}
        assert found == {"none": True, "a": a, "nobody": True, "b": b, "last": True}
        each = judged(PEOPLE, today=today).findings(each_occasion=True)
        assert {one.not_heard_from for one in each if one.seen} == {False}

    def test_without_dates_nobody_knows(self) -> None:
        assert {one.not_heard_from for one in judged(PEOPLE).findings()} == {None}


def counted(check: AlertCheck, state: str) -> tuple[int, int]:
    return check.counts[state].checked, check.counts[state].right


class TestAlertCheck:
    """Stalled from day 21 on (see docs/reference/states-specification.md); horizon 28 days, at most twice that."""

    @staticmethod
    def course(*later: tuple[float, float]) -> list[tuple[float, float]]:
        return [(0.0, 16.0), (7.0, 16.0), (14.0, 16.0), (21.0, 16.0), *later]

    @pytest.mark.parametrize(
        ("later", "tried", "right"),
        [
            ([], 0, 0),
            ([(48.0, 16.0)], 0, 0),  # 27 days after the alert: too soon to tell
            ([(49.0, 16.0)], 1, 1),  # 28 days after it, still clinical, no gain
            ([(49.0, 11.5)], 1, 1),  # a gain of 4.5, 5 are the smallest that matters
            ([(49.0, 11.0)], 1, 0),
            ([(49.0, 9.0)], 1, 0),
            ([(48.0, 5.0), (50.0, 16.0)], 1, 1),  # the first score at or after the horizon counts
            ([(77.0, 16.0)], 1, 1),  # 56 days after it
            ([(78.0, 16.0)], 0, 0),  # later than that: too late to tell
        ],
    )
    def test_a_stall(self, later: list[tuple[float, float]], tried: int, right: int) -> None:
        check = AlertCheck.empty()
        check.add(judged({"a": self.course(*later)}, curve=WEEKLY))
        assert counted(check, "stalled") == (tried, right)

    @pytest.mark.parametrize(("score", "right"), [(17.0, 1), (16.9, 0), (22.0, 1), (9.0, 0)])
    def test_a_deterioration_is_measured_from_the_start(self, score: float, right: int) -> None:
        """12 -> 18 on day 7; right where the score on day 35 is 17 or more."""
        check = AlertCheck.empty()
        check.add(judged({"a": [(0.0, 12.0), (7.0, 18.0), (35.0, score)]}))
        assert counted(check, "deteriorating") == (1, right)

    def test_pieces_add_up_and_clients_are_kept_apart(self) -> None:
        check = AlertCheck.empty()
        people: Series = {"a": self.course((49.0, 16.0)), "b": self.course(), "c": self.course((49.0, 8.0))}
        check.add(judged(people))
        check.add(judged({"d": self.course((49.0, 16.0))}))
        assert check.counts["stalled"] == CheckedAlerts(raised=4, checked=3, right=2)
        assert check.counts["deteriorating"] == CheckedAlerts()

    def test_where_higher_is_better(self) -> None:
        higher = replace(PHQ9, direction="higher", norms=tuple(
            replace(norm, value=17.0) if norm.name == "cutoff" else norm for norm in PHQ9.norms
        ))  # fmt: skip
        own = replace(WANDERING, mean_start=12.0, mean_change=3.0)
        curve = replace(WEEKLY, fixed=(12.0, 2.5), wandering=own)
        stalled = [(day, 27.0 - score) for day, score in self.course((49.0, 15.5))]
        worse = [(0.0, 15.0), (7.0, 8.0), (35.0, 10.0)]
        check = AlertCheck.empty()
        check.add(judged({"a": stalled, "b": worse}, instrument=higher, curve=curve))
        assert (counted(check, "stalled"), counted(check, "deteriorating")) == ((1, 1), (1, 1))


def test_dates_as_days() -> None:
    assert as_days(date(1970, 1, 1)) == 0
    assert as_days(date(2026, 11, 22)) == 20779  # 56 years, 14 leap days, 325 days: 20440 + 14 + 325
