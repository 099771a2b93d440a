"""Outcomes by group: counts by hand, and nothing that gives a few people away."""

from __future__ import annotations

import itertools

import pytest

from unstuck.population import rollups
from unstuck.population.benchmark import benchmark_for, nhs_talking_therapies
from unstuck.population.disclosure import Hidden
from unstuck.population.rollups import ALL, MEASURES, Cell, Group, GroupTable, Stratum, cells, words_for


def counts(*values: int) -> dict[str, int]:
    return dict(zip(MEASURES, values, strict=True))


NORTH, SOUTH = ("agency", "North"), ("agency", "South")
LARGE = {
    (ALL,): counts(400, 240, 140, 20, 300, 150, 120),
    NORTH: counts(250, 160, 80, 10, 200, 110, 90),
    SOUTH: counts(150, 80, 60, 10, 100, 40, 30),
}


def shown(found: list[Cell]) -> dict[tuple[Group, str], Cell]:
    return {(cell.group, cell.measure): cell for cell in found}


def test_shares_have_the_denominator_of_the_benchmark() -> None:
    """Reliable change of everybody with two scores, recovery of those who began in the clinical range."""
    found = shown(cells("PHQ-9", GroupTable(LARGE)))
    assert found[NORTH, "improved"].share == pytest.approx(160 / 250, abs=0.005)
    assert found[NORTH, "recovered"].share == pytest.approx(110 / 200, abs=0.005)
    assert found[SOUTH, "reliably_recovered"].share == pytest.approx(30 / 100, abs=0.005)
    assert found[(ALL,), "clients"].share is None
    assert (found[NORTH, "improved"].benchmark, found[NORTH, "recovered"].benchmark) == (0.675, 0.505)


def test_the_benchmark_is_the_published_one() -> None:
    """NHS England 2024-25, counts of the same table: 452,284 of 669,... and 301,815 of 634,248 at caseness."""
    found = nhs_talking_therapies()
    assert found.shares == {
        "improved": 0.675,
        "deteriorated": 0.058,
        "unchanged": 0.254,
        "recovered": 0.505,
        "reliably_recovered": 0.475,
    }
    assert found.shares["improved"] == pytest.approx(452284 / 670419, abs=0.001)
    assert found.shares["deteriorated"] == pytest.approx(39157 / 670419, abs=0.001)
    assert found.shares["unchanged"] == pytest.approx(170457 / 670419, abs=0.001)
    # Of those at caseness; the published share is a rounded one of a slightly smaller number.
    assert found.shares["recovered"] == pytest.approx(321061 / 634248, abs=0.002)
    assert found.shares["reliably_recovered"] == pytest.approx(301815 / 634248, abs=0.001)
    assert "Open Government Licence v3.0" in found.licence
    assert benchmark_for("HAMD-17") is None


def test_small_numbers_are_hidden_and_have_no_share() -> None:
    groups = {**LARGE, (ALL,): counts(400, 248, 140, 12, 300, 150, 120), SOUTH: counts(150, 88, 60, 2, 100, 40, 30)}
    found = shown(cells("PHQ-9", GroupTable(groups)))
    cell = found[SOUTH, "deteriorated"]
    assert (cell.count, cell.share) == (Hidden.SMALL, None)
    assert words_for(cell.count) == "under 5"


def test_a_small_team_cannot_be_worked_out_from_the_others() -> None:
    """Two teams make an agency: what one small team hides must not follow from the agency and the other team."""
    groups = {
        (ALL,): counts(62, 34, 24, 4, 52, 24, 20),
        NORTH: counts(62, 34, 24, 4, 52, 24, 20),
        ("team", "North", "Adults"): counts(60, 33, 23, 4, 50, 23, 19),
        ("team", "North", "Youth"): counts(2, 1, 1, 0, 2, 1, 1),
    }
    found = shown(cells("PHQ-9", GroupTable(groups)))
    team = ("team", "North", "Youth")
    assert all(found[team, measure].count is Hidden.SMALL for measure in MEASURES)
    for measure in MEASURES:
        possible = _possible(found, measure, team)
        assert len(possible) >= 3, measure


def _possible(found: dict[tuple[Group, str], Cell], measure: str, hidden: Group) -> set[int]:
    """Try every number of people from 0 to 4 that fits the agency and the other team as they are shown."""
    whole, other = found[NORTH, measure].count, found[("team", "North", "Adults"), measure].count
    totals, others = (_values(value) for value in (whole, other))
    return {total - rest for total, rest in itertools.product(totals, others) if 0 <= total - rest < 5}


def _values(count: int | Hidden) -> range:
    if count is Hidden.SMALL:
        return range(5)
    if isinstance(count, Hidden):
        return range(5, 100)
    return range(max(5, count - 2), count + 3)


def test_groups_are_compared_with_the_same_case_mix_where_there_are_enough() -> None:
    teams = [("team", name) for name in ("a", "b", "c", "d")]
    groups: dict[Group, dict[str, int]] = {(ALL,): counts(315, 150, 150, 15, 315, 60, 60)}
    groups |= {team: counts(100, 48, 47, 5, 100, 20, 20) for team in teams[:3]}
    groups[teams[3]] = counts(15, 6, 9, 0, 15, 0, 0)
    strata = [Stratum(team, "0", found) for team, found in groups.items() if team != (ALL,)]
    found = shown(cells("PHQ-9", GroupTable(groups), strata))
    cell = found[teams[0], "improved"]
    assert cell.adjusted is not None
    assert cell.lower is not None
    assert cell.upper is not None
    assert cell.lower < cell.adjusted < cell.upper
    assert found[teams[3], "improved"].adjusted is None
    assert found[teams[0], "recovered"].adjusted is None


def test_a_compared_share_tells_no_more_than_the_numbers_that_are_shown() -> None:
    """98 with 48 better and 102 with 52 are both shown as 50 of 100: with the same mix the same share."""
    teams = [("team", name) for name in "abc"]

    def adjusted(improved: int, clients: int) -> list[tuple[float | None, float | None]]:
        groups: dict[Group, dict[str, int]] = {
            teams[0]: counts(clients, improved, clients - improved - 20, 20, clients, 0, 0),
            teams[1]: counts(100, 30, 50, 20, 100, 0, 0), teams[2]: counts(100, 60, 30, 10, 100, 0, 0),
        }  # fmt: skip
        whole = {measure: sum(one[measure] for one in groups.values()) for measure in MEASURES}
        strata = [Stratum(team, "0", found) for team, found in groups.items()]
        found = shown(cells("PHQ-9", GroupTable({(ALL,): whole, **groups}), strata))
        return [(found[team, "improved"].adjusted, found[team, "improved"].upper) for team in teams]

    assert adjusted(48, 98) == adjusted(52, 102)
    assert adjusted(48, 98)[0] != adjusted(60, 102)[0]
    assert adjusted(48, 98)[0] != (None, None)


def test_counts_that_do_not_add_up_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="sum to it"):
        cells("PHQ-9", GroupTable({**LARGE, SOUTH: counts(151, 80, 60, 10, 100, 40, 30)}))


def test_more_recovered_reliably_than_recovered_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        cells("PHQ-9", GroupTable({(ALL,): counts(150, 80, 60, 10, 100, 30, 40)}))


def test_above_the_limit_quarters_are_not_held_against_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A country's file is protected group by group: its small numbers are hidden as in any other."""
    north, south = counts(40, 26, 10, 4, 15, 8, 7), counts(60, 40, 10, 10, 25, 18, 17)
    quarter = {(ALL,): {key: north[key] + south[key] for key in north}, NORTH: north, SOUTH: south}
    year = {group: {key: 2 * number for key, number in found.items()} for group, found in quarter.items()}
    apart: dict[Group, dict[str, int]] = {("quarter", name): quarter[(ALL,)] for name in ("1", "2")}
    table, quarters = GroupTable({**year, **apart}), dict.fromkeys(("1", "2"), GroupTable(quarter))
    monkeypatch.setattr(rollups, "MOST_TIED", 0)
    assert cells("PHQ-9", table, (), quarters) == cells("PHQ-9", table)
    monkeypatch.undo()
    assert cells("PHQ-9", table, (), quarters) != cells("PHQ-9", table)


def test_what_is_withheld_does_not_depend_on_the_order_of_the_groups() -> None:
    """Several teams have as few: the page lists them in one order, the command in another, and both say the same."""
    teams: dict[Group, dict[str, int]] = {
        ("team", "a"): counts(29, 14, 12, 3, 21, 5, 5),
        ("team", "b"): counts(26, 13, 12, 1, 19, 8, 7),
        ("team", "c"): counts(26, 12, 12, 2, 22, 9, 9),
    }
    groups: dict[Group, dict[str, int]] = {(ALL,): counts(81, 39, 36, 6, 62, 22, 21), **teams}
    found, turned = (
        {(cell.group, cell.measure): cell.count for cell in cells("PHQ-9", GroupTable(dict(some)))}
        for some in (groups.items(), reversed(groups.items()))
    )
    assert Hidden.WITHHELD in found.values()
    assert found == turned
