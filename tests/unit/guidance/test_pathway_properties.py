"""What holds for every case that the contract allows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.unit.guidance.cases import Json, cases, learned, leaves, life_areas, safety
from unstuck.guidance import Advice, advise, default_thresholds, order, tables
from unstuck.guidance.cautions import cautions as all_cautions
from unstuck.guidance.consultation import OWN_SIDE
from unstuck.interop.case import advice_schema, advice_to_json, case_from_json

unhurried = settings(deadline=None)


def answered(facts: Json) -> Advice:
    return advise(case_from_json(facts))


def steps(facts: Json) -> list[str]:
    return list(order.steps(case_from_json(facts), default_thresholds()))


def cautions(facts: Json) -> list[str]:
    """The cautions but the one that hangs on knowing anything at all."""
    shown = all_cautions(case_from_json(facts), default_thresholds())
    return [code for code in shown if code != "score-is-not-the-person"]


OLDER = ("suicide_item_above_zero", "crisis", "other_risk", "imminent")


def opened(facts: Json) -> list[Json]:
    """The concerns that nobody has closed."""
    return [one for one in facts.get("safety", {}).get("concerns", []) if not one.get("closed")]


def at_risk(facts: Json) -> bool:
    """The random words of a made-up case are no sign."""
    return bool(opened(facts)) or any(facts.get("safety", {}).get(name) for name in OLDER)


def may_wait(facts: Json) -> bool:
    """Whether everything else may have to wait: some concern is not plainly assessed, or is imminent."""
    older = facts.get("safety", {})
    signs = (
        [{"assessed": older.get("assessed_since"), "imminent": older.get("imminent")}]
        if any(older.get(name) for name in OLDER)
        else []
    )
    return any(
        one.get("imminent") or not one.get("assessed") or "assessed_weeks_ago" in one
        for one in (*signs, *opened(facts))
    )


@unhurried
@given(cases)
def test_the_answer_is_as_published(facts: Json) -> None:
    Draft202012Validator(advice_schema()).validate(advice_to_json(answered(facts)))


@unhurried
@given(cases)
def test_something_is_always_advised_and_nothing_twice(facts: Json) -> None:
    answer = answered(facts)
    for codes in ([one.code for one in answer.steps], [one.code for one in answer.cautions], answer.missing):
        assert len(codes) == len(set(codes))
    assert answer.steps


@unhurried
@given(cases)
def test_reasons_are_whole_sentences_on_one_line(facts: Json) -> None:
    answer = answered(facts)
    for one in (*answer.steps, *answer.cautions):
        for reason in one.reasons:
            assert reason.text.isprintable()
            assert reason.rule in tables.rules()
            assert reason.text[0].isupper() or reason.text[0].isdigit()
            assert reason.text[-1] in '.?"'


@unhurried
@given(cases, st.sampled_from([{"assessed_since": False}, {"assessed_since": True, "imminent": True}, {}]))
def test_a_risk_unassessed_or_imminent_suspends_everything_but_what_answers_it(facts: Json, assessment: Json) -> None:
    """The list of S.2, in its order: the first and the last are always there."""
    waiting = [
        "respond-to-risk",
        "get-medical-help",
        "report-concern",
        "involve-resources",
        "make-contact",
        "ask-prescriber",
        "consult-colleague",
    ]
    for signs in ({"crisis": True, **assessment}, {"concerns": [{"kind": "other", "assessed": False}]}):
        codes = steps({**facts, "safety": signs})
        assert codes == [code for code in waiting if code in codes]
        assert {codes[0], codes[-1]} == {"respond-to-risk", "consult-colleague"}


@unhurried
@given(cases)
def test_risk_comes_first_and_only_where_there_is_one(facts: Json) -> None:
    assert ("respond-to-risk" in steps(facts)) == at_risk(facts)
    assert steps(facts)[0] == "respond-to-risk" or not at_risk(facts)


@unhurried
@given(cases, cases, safety)
def test_nothing_else_that_is_known_removes_the_response_to_risk(facts: Json, other: Json, signs: Json) -> None:
    assume(at_risk({"safety": signs}))
    assert steps({**facts, **other, "safety": signs})[0] == "respond-to-risk"


@unhurried
@given(cases)
def test_the_order_is_the_documented_one(facts: Json) -> None:
    """Steps of fixed place; those that a loss, a wish or an end near by asks for can also come early."""
    order = [
        "respond-to-risk",
        "get-medical-help",
        "report-concern",
        "make-contact",
        "ask-prescriber",
        "advocate",
        "consult-colleague",
        "wait-for-reply",
        "reassess",
        "change-approach",
        "research-with-colleague",
        "evaluate-need",
        "step-down",
    ]
    places = [order.index(code) for code in steps(facts) if code in order]
    assert places == sorted(places)


@unhurried
@given(cases)
def test_the_base_step_is_last(facts: Json) -> None:
    assume(not may_wait(facts) and facts["progress"]["state"] not in ("stalled", "deteriorating"))
    facts = {**facts, "contact": {"weeks_since": 0}}
    facts = learned(learned(facts, "treatment.sessions_missed_recently", 0), "client_wishes.end_treatment", False)
    assert steps(facts)[-1] in ("continue", "step-down")
    if facts["progress"]["state"] in ("too_early", "watch"):
        assert steps(facts)[-2:] == ["collect-scores", "continue"]


@unhurried
@given(cases)
def test_nobody_silent_is_continued_with_or_stepped_down(facts: Json) -> None:
    silent = steps({**facts, "contact": {"weeks_since": 3}})
    assert "make-contact" in silent
    assert not {"continue", "step-down"} & set(silent)


@unhurried
@given(cases)
def test_what_excludes_each_other_is_never_advised_together(facts: Json) -> None:
    found = set(steps(facts))
    for one, other in (
        ("consult-colleague", "wait-for-reply"),
        ("involve-resources", "evaluate-need"),
        ("change-approach", "continue"),
        ("step-down", "continue"),
    ):
        assert not {one, other} <= found


@unhurried
@given(cases)
def test_goals_are_reviewed_before_an_ending_that_somebody_wants_is_prepared(facts: Json) -> None:
    """An end that nobody chose (E.4), and a file that may be closed (A.6), are prepared as they come."""
    wanted = learned(learned(facts, "treatment.ends_in_weeks", 9), "contact.weeks_since", 0)
    wanted = learned(wanted, "treatment.sessions_missed_recently", 0)
    codes = steps(wanted)
    if "closing-review" in codes:
        assert codes.index("review-goals-with-client") < codes.index("closing-review")


@unhurried
@given(cases)
def test_a_clients_wish_to_leave_is_never_locked(facts: Json) -> None:
    wished = learned(facts, "client_wishes.end_treatment", True)
    assert "ending-before-consulting" not in cautions(wished)
    assert "closing-review" in steps(wished) or may_wait(wished)


@unhurried
@given(cases)
def test_an_ending_is_raised_by_the_worker_or_cautioned_against_never_both(facts: Json) -> None:
    nobody_else = {**learned(facts, "treatment.ends_in_weeks", 9), "contact": {"weeks_since": 0}}
    nobody_else = learned(nobody_else, "treatment.sessions_missed_recently", 0)
    assert not ("closing-review" in steps(nobody_else) and "ending-before-consulting" in cautions(nobody_else))


@unhurried
@given(cases)
def test_cautions_show_whatever_waits(facts: Json) -> None:
    """Waiting takes nothing away from what the worker is told to pause on; it adds not to end in a crisis (E.2)."""
    unassessed = {**facts, "safety": {"crisis": True, "assessed_since": False}}
    assessed = {**facts, "safety": {"crisis": True, "assessed_since": True, "imminent": False}}
    assert [code for code in cautions(unassessed) if code != "ending-in-crisis"] == cautions(assessed)


@unhurried
@given(cases)
def test_what_is_known_is_never_missing(facts: Json) -> None:
    """But for concerns: an older fact that may be one of two kinds asks which, and words what was meant."""
    assert not set(answered(facts).missing) & set(leaves(facts)) - {"safety.concerns"}


UNRECORDABLE = {
    "safety.other_risk",
    "safety.imminent",
    "safety.concerns",
    "safety.suicide_item_above_zero",
    "safety.crisis",
    "treatment.ends_in_weeks",
    "treatment.presenting_problems",
    "considering",
    *(f"worker.{name}" for name in OWN_SIDE),
}
"""Their absence is read as none, as the explanation page says, or safety was asked about in another form; thoughts and
the worker's own side are not asked for."""


@settings(max_examples=400, deadline=None)
@given(cases, cases, st.data())
@example(
    {"progress": {"state": "recovered"}},
    {"progress": {"state": "recovered"}, "treatment": {"goals_met": "none"}},
    None,
)
@example(
    {
        "progress": {"state": "stalled"},
        "consultations": [{"weeks_ago": 1, "status": "answered", "about_this_stall": True}],
    },
    {"progress": {"state": "stalled"}, "treatment": {"goals_met": "all"}},
    None,
)
def test_a_fact_that_changes_the_answer_was_missing(facts: Json, other: Json, data: st.DataObject | None) -> None:
    new = {path: value for path, value in leaves(other).items() if path not in leaves(facts)}
    new = {path: value for path, value in new.items() if path not in UNRECORDABLE}
    assume(new)
    path = data.draw(st.sampled_from(sorted(new))) if data else sorted(new)[0]
    then = learned(facts, path, new[path])
    if (steps(then), cautions(then)) != (steps(facts), cautions(facts)):
        assert path in answered(facts).missing


@unhurried
@given(cases, life_areas)
def test_more_areas_hit_never_take_outside_support_away(facts: Json, areas: Json) -> None:
    before = {**facts, "life_areas": {"work": {"rating": 1}, "money": {"rating": 1}}}
    hit = {code: {**area, "negatively_affected": True} for code, area in areas.items()}
    after = {**facts, "life_areas": {**before["life_areas"], **hit}}
    assert may_wait(facts) or "involve-resources" in steps(before)
    assert may_wait(facts) or "involve-resources" in steps(after)


@unhurried
@given(cases)
def test_answers_do_not_depend_on_the_order_of_lists(facts: Json) -> None:
    turned = {
        name: list(reversed(value)) if name in ("consultations", "considering") else value
        for name, value in facts.items()
    }
    assert (steps(turned), cautions(turned)) == (steps(facts), cautions(facts))


@unhurried
@given(cases)
def test_the_consultation_comes_before_the_change_of_approach(facts: Json) -> None:
    places = {code: place for place, code in enumerate(steps(facts))}
    asked = [places[code] for code in ("consult-colleague", "wait-for-reply") if code in places]
    assert all(first < second for first, second in pairwise([*asked, places.get("change-approach", 99)]))
