"""Every method of change against the R package clinicalsignificance: 115 calls, 113 of them client by client.

Where the package is known to be at fault we check two things: that we can give its number, which shows that both
mean the same formula, and that our answer differs from it in just the way that the paper asks for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.reference.clinicalsignificance import ORACLE, Call, Floats, calls, scores_by_client
from tests.unit.cli.command import unstuck
from unstuck.population.growth_fit import fit_growth
from unstuck.progress.group_change import change_between, change_within, outcomes, shares
from unstuck.progress.hierarchical_change import GrowthNorms, Slopes, hierarchical, own_slopes
from unstuck.progress.plain_change import anchor, percent_change, percentage, statistical
from unstuck.progress.reliable_change import (
    Crossing,
    ReliableChange,
    classify,
    combined,
    critical_value,
    crossed_cutoff,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    edwards_nunnally,
    gulliksen_lord_novick,
    hsu_linn_lord,
    jacobson_truax_index,
    nunnally_kotsch,
    sample_inputs,
    standard_error_of_difference,
    standard_error_of_measurement,
    standard_error_of_prediction,
)
from unstuck.progress.true_change import (
    PairNorms,
    crossed_true_cutoff,
    distance_to_cutoff,
    hageman_arrindell,
    risk_value,
    true_cutoff,
)

pytestmark = pytest.mark.reference_data

WORDS = {
    "recovered": "Recovered",
    "improved": "Improved",
    "unchanged": "Unchanged",
    "deteriorated": "Deteriorated",
    "harmed": "Harmed",
}


def named(*parts: str, starts: str = "") -> list[str]:
    return [name for name in calls() if name.startswith(starts) and any(part in name for part in parts)]


INDEXED = named("_JT", "_GLN", "_HLL", "_EN", "_NK")
INDEXED = [name for name in INDEXED if not name.startswith("stat")]
TRUE = [name for name in named("_HA") if not name.startswith("stat")]
HIERARCHICAL = named("_HLM")
STATISTICAL = named("stat_")
PERCENT = named("pct_")
ANCHOR = [name for name in named("anchor_", "combanchor") if "group" not in name]
GROUPS = ["anchor_group_within_freq", "anchor_group_between_freq"]


def test_no_call_of_the_package_is_left_out() -> None:
    covered = [*INDEXED, *TRUE, *HIERARCHICAL, *STATISTICAL, *PERCENT, *ANCHOR, *GROUPS]
    assert sorted(covered) == sorted(calls())
    assert (len(covered), len(covered) - len(GROUPS)) == (115, 113)


def pairs(call: Call) -> tuple[Floats, Floats]:
    return call.column("pre"), call.column("post")


def pair_norms(call: Call) -> PairNorms:
    pre, post = pairs(call)
    mean, sd = sample_inputs(pre)
    mean_after, sd_after = sample_inputs(post)
    correlation = float(np.corrcoef(pre, post)[0, 1])
    return PairNorms(
        mean=mean,
        sd=sd,
        reliability=call.given_reliability,
        mean_after=mean_after,
        sd_after=sd_after,
        correlation=correlation,
    )


def index_of(call: Call) -> Floats:
    pre, post = pairs(call)
    (mean, sd), r = sample_inputs(pre), call.given_reliability
    by_method: dict[str, Callable[[], Floats]] = {
        "JT": lambda: jacobson_truax_index(pre, post, sd=sd, reliability=r),
        "GLN": lambda: gulliksen_lord_novick(pre, post, mean=mean, sd=sd, reliability=r),
        "HLL": lambda: hsu_linn_lord(pre, post, mean=mean, sd=sd, reliability=r, mean_after=float(post.mean())),
        "EN": lambda: edwards_nunnally(pre, post, mean=mean, sd=sd, reliability=r),
        "NK": lambda: nunnally_kotsch(
            pre,
            post,
            mean=mean,
            sd=sd,
            reliability=r,
            sd_after=sd,
            reliability_after=call.number("reliability_post") or r,
        ),
    }
    return by_method[method_of(call)]()


def method_of(call: Call) -> str:
    methods = ("JT", "GLN", "HLL", "EN", "NK", "HA", "HLM")
    return next((part for part in call.name.split("_") if part in methods), "")


def kind_of_cutoff(call: Call) -> str:
    return str(call.extra["cutoff"]["type"]).removesuffix("_true")


def check_cutoff(call: Call, ours: Callable[[str], float], b_of_the_package: float) -> float:
    """Return the package's cutoff after seeing that ours is the same; for `b` ours differs by design."""
    found, kind = float(call.extra["cutoff"]["value"]), kind_of_cutoff(call)
    if kind == "b":
        # The package takes the clinical SD; Jacobson and Truax (1991, p. 13) take the functional one.
        assert found == pytest.approx(b_of_the_package, rel=1e-12)
        assert ours("b") != pytest.approx(found, rel=1e-3)
    else:
        assert found == pytest.approx(ours(kind), rel=1e-12)
    return found


def crossing_of(call: Call) -> Crossing:
    pre, post = pairs(call)
    norms, direction = call.extra["cutoff"], call.direction
    mean, sd = sample_inputs(pre)
    usual = (norms["m_functional"], norms["sd_functional"])
    kinds = {
        "a": lambda: cutoff_a(mean, sd, direction),
        "b": lambda: cutoff_b(*usual, direction),
        "c": lambda: cutoff_c(mean, sd, *usual),
    }
    cutoff = check_cutoff(call, lambda kind: kinds[kind](), cutoff_b(usual[0], sd, direction))
    return crossed_cutoff(pre, post, cutoff, direction)


def check_categories(call: Call, found: ReliableChange) -> None:
    ours = outcomes(found)
    if harms_without_asking(call):
        ours = harmed_as_in_the_package(call, ours)
    assert [WORDS[outcome] for outcome in ours] == [row["category"] for row in call.rows]
    check_summary(call, ours)


def harms_without_asking(call: Call) -> bool:
    return method_of(call) == "HA" and call.name.startswith("comb")


def harmed_as_in_the_package(call: Call, ours: list[str]) -> list[str]:
    """Return our answer with its fault: whoever began in the usual range and got worse is harmed, wherever they ended.

    It works out who is in the clinical range for certain (`clinical_post`), but does not ask. Ours does: some of
    its harmed are only deteriorated here, and nobody else is harmed.
    """
    sign = 1.0 if call.direction == "lower" else -1.0
    usual = sign * call.column("pre") < sign * call.extra["cutoff"]["value"]
    worse = ["harmed" if began else "deteriorated" for began in usual.tolist()]
    assert all(began for began, one in zip(usual.tolist(), ours, strict=True) if one == "harmed")
    return [other if one in ("deteriorated", "harmed") else one for one, other in zip(ours, worse, strict=True)]


def check_summary(call: Call, found: list[str]) -> None:
    """Counts are the package's; its percentages of a group are of the whole sample, ours of the group."""
    groups = [row.get("group", "") for row in call.rows]
    for group in dict.fromkeys(groups):
        mine = [outcome for outcome, of in zip(found, groups, strict=True) if of == group]
        ours = {WORDS[share.outcome]: share for share in shares(mine)}
        theirs = [row for row in call.answer["summary"] if row.get("group", "") == group]
        assert {row["category"]: row["n"] for row in theirs} == {
            category: share.count for category, share in ours.items() if category in {row["category"] for row in theirs}
        }
        for row in theirs:
            assert row["percent"] == f"{100 * row['n'] / len(found):.2f}%"
            assert ours[row["category"]].share == row["n"] / len(mine)


@pytest.mark.parametrize("name", INDEXED)
def test_every_client_of_the_indexed_methods(name: str) -> None:
    call = calls()[name]
    index = index_of(call)
    np.testing.assert_allclose(index, call.column("rci"), rtol=1e-9)
    assert call.answer["critical_value"] == pytest.approx(critical_value(), rel=1e-12)
    found = classify(call.column("change"), index, call.direction)
    check_categories(call, combined(found, crossing_of(call)) if name.startswith("comb") else found)


@pytest.mark.parametrize("name", [name for name in INDEXED if "_NK" not in name])
def test_the_standard_errors(name: str) -> None:
    call = calls()[name]
    sd, r = sample_inputs(call.column("pre"))[1], call.given_reliability
    errors = {
        "s_diff": standard_error_of_difference,
        "se_prediction": standard_error_of_prediction,
        "se_measurement": standard_error_of_measurement,
    }
    given = [key for key in errors if key in call.extra]
    assert given
    for key in given:
        assert call.extra[key] == pytest.approx(errors[key](sd, r), rel=1e-12)


@pytest.mark.parametrize("name", TRUE)
def test_every_client_of_hageman_and_arrindell(name: str) -> None:
    call, norms = calls()[name], pair_norms(calls()[name])
    pre, post = pairs(call)
    found = hageman_arrindell(pre, post, norms, call.direction)
    np.testing.assert_allclose(found.index, call.column("rci"), rtol=1e-9)
    assert call.extra["r_dd"] == pytest.approx(norms.reliability_of_change, rel=1e-12)
    assert call.answer["critical_value"] == pytest.approx(risk_value(), rel=1e-12)
    if name.startswith("comb"):
        found = combined(found, true_crossing(call, norms))
    check_categories(call, found)


def true_crossing(call: Call, norms: PairNorms) -> Crossing:
    pre, post = pairs(call)
    usual = (call.extra["cutoff"]["m_functional"], call.extra["cutoff"]["sd_functional"])
    of_the_package = cutoff_b(usual[0], norms.sd * norms.reliability**0.5, call.direction)
    cutoff = check_cutoff(call, lambda kind: true_cutoff(kind, norms, *usual, call.direction), of_the_package)
    np.testing.assert_allclose(distance_to_cutoff(post, cutoff, norms), call.column("cs_indiv"), rtol=1e-8)
    assert call.extra["cut_reliability_post"] == pytest.approx(norms.reliability_after, rel=1e-12)
    return crossed_true_cutoff(pre, post, cutoff, norms, call.direction)


@pytest.mark.parametrize("name", STATISTICAL)
def test_every_client_by_the_cutoff_alone(name: str) -> None:
    call = calls()[name]
    crossing = true_crossing(call, pair_norms(call)) if "_HA" in name else crossing_of(call)
    check_categories(call, statistical(*pairs(call), crossing))


@pytest.mark.parametrize("name", PERCENT)
def test_every_client_by_percentage(name: str) -> None:
    call = calls()[name]
    pre, post = pairs(call)
    better, worse = call.number("pct_improvement"), call.number("pct_deterioration")
    assert better is not None
    np.testing.assert_allclose(percent_change(pre, post), call.column("pct_change"), rtol=1e-12)
    check_categories(call, percentage(pre, post, better=better, worse=worse, direction=call.direction))


@pytest.mark.parametrize("name", ANCHOR)
def test_every_client_by_the_minimal_change(name: str) -> None:
    call = calls()[name]
    pre, post = pairs(call)
    better, worse = call.number("mid_improvement"), call.number("mid_deterioration")
    assert better is not None
    found = anchor(pre, post, better=better, worse=worse, direction=call.direction)
    check_categories(call, combined(found, crossing_of(call)) if name.startswith("comb") else found)


EFFECT_WORDS = {
    "unclear": "Statistically not significant",
    "too_small": "Statistically significant but not clinically relevant",
    "perhaps_too_small": "Not significantly less than the threshold",
    "perhaps_enough": "Probably clinically significant effect",
    "large": "Large clinically significant effect",
    # The package does not tell a group that got worse from one whose gain is too small.
    "worse": "Statistically significant but not clinically relevant",
}
CONDITIONS = calls().get("anchor_antidep_8_5")


def scores_of(group: str) -> tuple[Floats, Floats]:
    assert CONDITIONS is not None
    rows = [row for row in CONDITIONS.rows if row["group"] == group]
    return np.array([float(row["pre"]) for row in rows]), np.array([float(row["post"]) for row in rows])


def test_groups_by_the_minimal_change() -> None:
    effects = []
    for row in calls()["anchor_group_within_freq"].answer["summary"]:
        pre, post = scores_of(row["group"])
        found = change_within(post - pre, 8)
        assert (found.clients, EFFECT_WORDS[found.effect]) == (row["n"], row["category"])
        assert (found.difference, found.lower, found.upper) == pytest.approx(
            (row["difference"], row["lower"], row["upper"]), rel=1e-9
        )
        effects.append(found.effect)
    assert effects == ["worse", "perhaps_enough", "large", "large"]


def test_groups_compared_with_another() -> None:
    effects = []
    for row in calls()["anchor_group_between_freq"].answer["summary"]:
        found = change_between(scores_of(row["comparison"])[1], scores_of(row["reference"])[1], 8)
        assert (found.clients, found.compared) == (row["n_comparison"], row["n_reference"])
        assert EFFECT_WORDS[found.effect] == row["category"]
        assert (found.difference, found.lower, found.upper) == pytest.approx(
            (row["difference"], row["lower"], row["upper"]), rel=1e-9
        )
        effects.append(found.effect)
    assert effects == ["worse", "too_small", "perhaps_too_small"]


DATASETS = {
    "dist_claus_hamd_HLM": ("claus_2020", "id", "time", "hamd"),
    "dist_claus_bdi_HLM": ("claus_2020", "id", "time", "bdi"),
    "dist_anxiety_HLM": ("anxiety", "subject", "measurement", "anxiety"),
    "dist_anxcomp_HLM": ("anxiety_complete", "subject", "measurement", "anxiety"),
    "comb_claus_hamd_HLM_c": ("claus_2020", "id", "time", "hamd"),
    "comb_anxcomp_HLM_c": ("anxiety_complete", "subject", "measurement", "anxiety"),
}


def growth_norms(call: Call) -> GrowthNorms:
    """Return lme4's own numbers, as the package's model holds them."""
    fixed, varying = call.extra["hlm"]["fixef"], [entry["vcov"] for entry in call.extra["hlm"]["vcov_re"]]
    first, second, both, residual = varying
    return GrowthNorms((fixed["(Intercept)"], fixed["time"]), ((first, both), (both, second)), residual)


def rows_of(call: Call) -> tuple[np.ndarray, Floats, Floats]:
    series = scores_by_client(*DATASETS[call.name])
    mine = [series[row["id"]] for row in call.rows]
    starts = np.concatenate([[0], np.cumsum([len(scores) for scores in mine])])
    times, scores = np.array([pair for one in mine for pair in one]).T
    return starts, times, scores


def slopes_of(call: Call) -> Slopes:
    return own_slopes(*rows_of(call), growth_norms(call))


@pytest.mark.parametrize("name", HIERARCHICAL)
def test_every_client_of_the_hierarchical_method(name: str) -> None:
    call, slopes = calls()[name], slopes_of(calls()[name])
    np.testing.assert_allclose(slopes.against_average, call.column("rci"), rtol=1e-4, atol=1e-6)
    compared_with_average = Slopes(slopes.slope - slopes.average, slopes.sd, 0.0)
    change = call.column("post") - call.column("pre")
    theirs = hierarchical(change, compared_with_average)
    check_categories(call, combined(theirs, crossing_of(call)) if name.startswith("comb") else theirs)


@pytest.mark.parametrize("name", HIERARCHICAL)
def test_nobody_who_improves_is_called_deteriorated(name: str) -> None:
    """The package's fault: it compares with the average slope, so that slower improvement counts as getting worse."""
    call, slopes = calls()[name], slopes_of(calls()[name])
    found = outcomes(hierarchical(call.column("post") - call.column("pre"), slopes))
    assert all(slope > 0 for slope, outcome in zip(slopes.slope, found, strict=True) if outcome == "deteriorated")
    assert all(slope < 0 for slope, outcome in zip(slopes.slope, found, strict=True) if outcome == "improved")
    if name == "dist_claus_hamd_HLM":
        theirs = [row["category"] for row in call.rows]
        wronged = [at for at, word in enumerate(theirs) if word == "Deteriorated"]
        assert len(wronged) == 9
        assert all(slopes.slope[at] < 0 and found[at] != "deteriorated" for at in wronged)


@pytest.mark.parametrize("name", ["dist_anxcomp_HLM", "dist_claus_bdi_HLM"])
def test_our_own_fit_gives_the_same_slopes(name: str) -> None:
    call = calls()[name]
    starts, times, scores = rows_of(call)
    fit = fit_growth(np.repeat(np.arange(starts.size - 1), np.diff(starts)), times, scores)
    ((a, b), (_, d)) = fit.random_covariance.tolist()
    norms = GrowthNorms((float(fit.fixed[0]), float(fit.fixed[1])), ((a, b), (b, d)), fit.residual_variance)
    slopes = own_slopes(starts, times, scores, norms)
    np.testing.assert_allclose(slopes.against_average, call.column("rci"), atol=2e-4)


BY_COMMAND = {
    "dist_claus_bdi_grp_JT": ("jacobson-truax", "bdi", "0.92"),
    "dist_claus_bdi_grp_GLN": ("gulliksen-lord-novick", "bdi", "0.92"),
    "dist_claus_bdi_grp_HA": ("hageman-arrindell", "bdi", "0.92"),
    "dist_claus_hamd_HLL": ("hsu-linn-nord", "hamd", "0.8"),
    "dist_claus_hamd_EN": ("edwards_nunnally", "hamd", "0.8"),
}


@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_command_gives_the_same_answer_from_the_data(name: str) -> None:
    method, score, reliability = BY_COMMAND[name]
    data, columns = ORACLE / "datasets/claus_2020.csv", f"client=id,score={score},session=time"
    answer = unstuck(
        "change", data, "--method", method, "--columns", columns,
        "--from", "1", "--to", "4", "--norms", "sample", "--group", "treatment", "--missing", "NA", "--format", "json",
        "--given", f"reliability={reliability}", "--reliability-kind", "other",
    )  # fmt: skip
    found = {record["client"]: record for record in answer.records if record["category"]}
    theirs = {row["id"]: row for row in calls()[name].rows}
    assert {client: WORDS[record["category"]] for client, record in found.items()} == {
        client: row["category"] for client, row in theirs.items()
    }
    for client, row in theirs.items():
        assert found[client]["index"] == pytest.approx(float(row["rci"]), abs=1e-6)
        assert found[client]["group"] == row.get("group", found[client]["group"])
