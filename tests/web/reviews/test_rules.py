"""Who reads a review, an ending and an intended one, and what each cannot do without: on both sides of each rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consents.test_restrictions import restricted
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.reviews.acts import opened
from tests.web.reviews.test_end import OWN_ACCORD, WHOLE, end, whole
from tests.web.safety.acts import assess, sign
from unstuck.guidance import tables
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import open_concerns
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.reviews import ending_policies as endings
from unstuck.web.reviews import permissions as rights
from unstuck.web.reviews import policies
from unstuck.web.reviews.ending_policies import EndingCircumstances, EndingDetails
from unstuck.web.reviews.models import IntendedEnding, Review
from unstuck.web.reviews.presenters.page import decisions

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BEGAN = TODAY - 8 * WEEK


def case(cast: Cast) -> Case:
    return current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)


def intended(cast: Cast, state: str = "asked", **changed: Any) -> IntendedEnding:
    usual: dict[str, Any] = {
        "episode": cast.cleo, "ending": "agency_limit", "by": cast.worker, "second": cast.teammate, "asked_at": NOW,
        "words": "Twelve sessions", "risk_words": "The night line knows", "state": state,
    }  # fmt: skip
    return IntendedEnding.objects.create(**{**usual, **changed})


def test_reviews_and_endings_are_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, rights.reviews_for, opened(cast)) == {"Wanda", "Sunita"}
    assert who_finds(cast, rights.closings_for, end(cast, whole("client_wish"))) == {"Wanda", "Sunita"}
    for gate in (rights.reviews_for, rights.closings_for, rights.second_looks_for):
        assert not gate(None).exists()


def looks(cast: Cast, one: IntendedEnding) -> set[str]:
    found = who_finds(cast, rights.second_looks_for, one)
    assert who_may(cast, rights.check_is_second, one) == found
    return found


@pytest.mark.parametrize(
    ("state", "read"), [("asked", True), ("agreed", True), ("objected", True), ("withdrawn", False), ("ended", False)]
)
def test_an_intended_ending_is_looked_at_by_who_was_asked_while_it_is_intended(
    cast: Cast, state: str, read: bool
) -> None:
    assert looks(cast, intended(cast, state)) == ({"Wim"} if read else set())


def test_an_intended_ending_is_read_by_nobody_else(cast: Cast) -> None:
    one, other = intended(cast), intended(cast, second=cast.supervisor, state="objected")
    assert looks(cast, one) == {"Wim"}
    assert looks(cast, other) == {"Sunita"}
    restricted(cast, "colleague", cast.supervisor)
    assert looks(cast, other) == set(), "the client had them kept out"
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert looks(cast, one) == set(), "never the client's own worker"
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.worker)
    Membership.objects.filter(person=cast.teammate).update(role=Role.MANAGER)
    assert looks(cast, one) == set()


def test_an_intended_ending_is_of_ones_agency_and_of_work_that_goes_on(cast: Cast) -> None:
    one = intended(cast, second=cast.outsider)
    assert looks(cast, one) == set()
    own = intended(cast, state="objected")
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="other")
    assert looks(cast, own) == set()


@pytest.mark.parametrize(
    ("action", "state", "expected"),
    [
        ("open", None, ""),
        ("reopen", "closed", ""),
        ("open", "open", "open_already"),
        ("reopen", "decided", "open_already"),
        ("talk", "open", ""),
        ("decide", "decided", ""),
        ("talk", None, "not_open"),
        ("open", "closed", "not_open"),
        ("close", "closed", "not_open"),
    ],
)
def test_what_can_be_done_with_a_review_goes_by_its_state(action: str, state: str | None, expected: str) -> None:
    review = None if state is None else Review(state=state)
    assert refusal(policies.check_open_to, action, review) == expected


def test_a_review_is_going_on_until_it_is_closed() -> None:
    reviews = [None, *(Review(state=state) for state in ("open", "decided", "closed"))]
    assert [refusal(policies.check_going_on, one) for one in reviews] == ["no_review", "", "", "no_review"]


def test_a_second_look_keeps_what_is_on_the_page_and_waits_for_a_risk(cast: Cast) -> None:
    calm = case(cast)
    guesses, prompts = list(tables.guesses()), ["life-events", "culture-never-asked", "whose-measure"]
    cases: list[list[str]] = [[], guesses[:1], prompts, [*guesses, *prompts], [*prompts, "kite"]]
    assert [refusal(policies.check_second_look, one, calm) for one in cases] == ["", "", "", "", "no_guess"]
    sign(cast)
    assert refusal(policies.check_second_look, [], case(cast)) == "suspended"


@pytest.mark.parametrize(
    ("decision", "question", "again_on", "expected"),
    [
        ("consult", "What do we not see?", TODAY + DAY, ""),
        ("consult", " ", TODAY + DAY, "no_question"),
        ("kite", "What do we not see?", TODAY + DAY, "no_decision"),
        ("consult", "What do we not see?", None, "no_day"),
        ("consult", "What do we not see?", TODAY, "not_ahead"),
        ("consult", "What do we not see?", TODAY + 12 * WEEK, ""),
        ("consult", "What do we not see?", TODAY + 12 * WEEK + DAY, "too_far"),
    ],
)
def test_a_decision_has_a_question_and_a_day_within_twelve_weeks(
    decision: str, question: str, again_on: date | None, expected: str
) -> None:
    assert refusal(policies.check_decision, decision, question, again_on, TODAY) == expected


def test_while_a_risk_waits_only_what_answers_it_is_decided(cast: Cast) -> None:
    wanted = ("risk", "consult", "change_approach")
    assert [refusal(policies.check_not_suspended, one, case(cast)) for one in wanted] == ["", "", ""]
    sign(cast)
    assert [refusal(policies.check_not_suspended, one, case(cast)) for one in wanted] == ["", "", "suspended"]
    assert decisions(crisis=True) == ("risk", "consult"), "responding to it is offered first"
    assert set(decisions(crisis=False)) > {"risk", "consult"}


def test_a_review_closes_with_an_outcome_another_one_in_words() -> None:
    cases = [
        ("back_on_track", ""),
        ("kite", "So"),
        ("ended", "So"),
        ("other", " "),
        ("other", "They moved in"),
        ("", ""),
    ]
    found = [refusal(policies.check_outcome, *one) for one in cases]
    assert found == ["", "no_outcome", "no_outcome", "no_words", "", "no_outcome"]


def test_a_reason_is_said_in_words() -> None:
    assert [refusal(policies.check_words, words) for words in ("", " ", "Later")] == ["no_reason", "no_reason", ""]


def test_what_answers_a_risk_is_never_set_aside() -> None:
    """S.3 of the practice page."""
    steps = ("respond-to-risk", "get-medical-help", "report-concern", "consult-colleague")
    assert [refusal(policies.check_may_set_aside, one) for one in steps] == [*["cannot_wait"] * 3, ""]


def faults(
    ended: EndingDetails, *, risk_open: bool = False, risk_lately: bool = False, began: date = BEGAN
) -> list[tuple[str, str]]:
    known = EndingCircumstances(began, TODAY, risk_open, risk_lately)
    return [(field, denied.code) for field, denied in endings.ending_faults(ended, known)]


@pytest.mark.parametrize("ending", WHOLE)
def test_an_ending_with_what_belongs_to_it_lacks_nothing(ending: str) -> None:
    assert faults(whole(ending)) == []
    kept = faults(whole(ending), risk_open=True)
    assert kept == ([] if ending == "client_wish" else [("risk_words", "no_risk_words")])
    assert faults(whole(ending, risk_words="The ward knows"), risk_open=True) == []


@pytest.mark.parametrize("ending", WHOLE)
def test_an_ending_of_which_nothing_is_said_lacks_each_thing_once_beside_its_field(ending: str) -> None:
    codes = {"words": "no_reason", "place": "no_place", "told": "no_told", "tries": "no_tries", "ways": "no_ways",
             "consent": "no_consent"}  # fmt: skip
    consent = {"referred_on": {"consent": "no_consent"}, "transfer": {"consent": "no_consent"}}
    expected = {name: code for name, code in codes.items() if name in WHOLE[ending]} | consent.get(ending, {})
    assert faults(EndingDetails(ending, TODAY)) == list(expected.items())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"on": BEGAN}, []),
        ({"on": BEGAN - DAY}, [("on", "wrong_day")]),
        ({"on": TODAY + DAY}, [("on", "wrong_day")]),
        ({"notice_on": BEGAN}, []),
        ({"notice_on": BEGAN - DAY}, [("notice_on", "wrong_notice")]),
        ({"notice_on": TODAY}, []),
        ({"on": TODAY - DAY, "notice_on": TODAY}, [("notice_on", "wrong_notice")]),
        ({"ask_on": TODAY}, [("ask_on", "wrong_ask_day")]),
        ({"ask_on": TODAY + DAY}, []),
        ({"ask_on": TODAY + 52 * WEEK}, []),
        ({"ask_on": TODAY + 52 * WEEK + DAY}, [("ask_on", "wrong_ask_day")]),
    ],
)
def test_an_ending_has_possible_days(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(replace(whole("goals_reached"), **changed)) == expected


@pytest.mark.parametrize(
    ("changed", "risk_lately", "expected"),
    [
        ({"tries": 2}, False, [("tries", "too_few_tries")]),
        ({"ways": ["phone"]}, False, [("ways", "too_few_ways")]),
        ({"ways": ["phone", "phone"]}, False, [("ways", "too_few_ways")]),
        ({"ways": ["phone", "pigeon"]}, False, [("ways", "too_few_ways")]),
        ({"ways": ["phone", "visit", "letter"], "tries": 9}, False, []),
        ({"tries": 0}, False, [("tries", "no_tries"), ("tries", "too_few_tries")]),
        ({"welfare": " "}, False, []),
        ({"welfare": " "}, True, [("welfare", "no_welfare")]),
        ({"welfare": "A neighbour did"}, True, []),
    ],
)
def test_the_file_is_kept_open_until_it_was_tried_often_enough(
    changed: dict[str, Any], risk_lately: bool, expected: list[tuple[str, str]]
) -> None:
    """A.6: three tries by two ways; where a risk was on record lately, somebody looks in."""
    assert faults(replace(whole("no_contact"), **changed), risk_lately=risk_lately) == expected


def test_how_often_and_how_far_is_said_in_numbers() -> None:
    with pytest.raises(Denied, match="at least 3 times in 2 ways"):
        endings.check_ending(replace(whole("no_contact"), tries=1), EndingCircumstances(BEGAN, TODAY, False, False))
    with pytest.raises(Denied, match="within 52 weeks"):
        endings.check_ask_on(TODAY, TODAY)


def test_what_is_never_asked_of_a_kind_is_not_missed() -> None:
    """Guards the guard: tries that nobody was asked for keep no file open."""
    assert faults(replace(whole("moved_away"), tries=1, ways=["phone"])) == []
    assert faults(whole("death"), risk_lately=True) == []


def test_an_ending_is_of_a_kind_that_there_is() -> None:
    assert [refusal(endings.kind_of_ending, code) for code in ("death", "kite")] == ["", "no_ending"]


def test_an_ending_is_refused_for_the_first_thing_it_lacks() -> None:
    known = EndingCircumstances(BEGAN, TODAY, False, False)
    assert refusal(endings.check_ending, EndingDetails("other", TODAY + DAY), known) == "wrong_day"
    assert refusal(endings.check_ending, whole("other"), known) == ""


def test_what_an_ending_is_measured_against_is_the_case_as_it_is(cast: Cast) -> None:
    assert endings.circumstances(case(cast), BEGAN, TODAY) == EndingCircumstances(BEGAN, TODAY, False, False)
    sign(cast)
    assert endings.circumstances(case(cast), BEGAN, TODAY) == EndingCircumstances(BEGAN, TODAY, True, True)


def seen(cast: Cast) -> list[list[str]]:
    return endings.risk_as_seen(case(cast), facts_of([cast.cleo.pk])[cast.cleo.pk], TODAY)


def test_what_the_second_person_sees_of_a_risk_is_its_kind_its_days_and_its_signs(cast: Cast) -> None:
    assert seen(cast) == []
    concern = sign(cast, "suicide", on=TODAY - 28 * DAY)
    (first,) = concern.signs.values_list("pk", flat=True)
    assert seen(cast) == [["sign", str(first), ""], ["suicide", (TODAY - 28 * DAY).isoformat(), "open"]]
    assess(cast, concern, imminent=True)
    assert ["suicide", (TODAY - 28 * DAY).isoformat(), "imminent"] in seen(cast)
    assert seen(cast) == sorted(seen(cast))
    assert open_concerns(case(cast))


def kinds() -> Iterator[Any]:
    return (endings.kind_of_ending(ending) for ending in WHOLE)


def second_look(
    cast: Cast, ending: str, one: IntendedEnding | None, by: int | None = None, risks: list[list[str]] | None = None
) -> str:
    facts = (endings.kind_of_ending(ending), case(cast), one, by or cast.worker.pk, risks or [])
    return refusal(endings.check_second_look, *facts)


def test_in_a_crisis_nobody_ends_alone_of_their_own_accord(cast: Cast) -> None:
    assert {second_look(cast, ending, None) for ending in WHOLE} == {""}, "there is no crisis"
    sign(cast)
    needed = {ending for ending in WHOLE if second_look(cast, ending, None) == "needs_second_person"}
    assert needed == set(OWN_ACCORD)


@pytest.mark.parametrize(
    ("state", "ending", "by", "expected"),
    [
        ("agreed", "agency_limit", "worker", ""),
        ("asked", "agency_limit", "worker", "needs_second_person"),
        ("objected", "agency_limit", "worker", "needs_second_person"),
        ("agreed", "other", "worker", "needs_second_person"),
        ("agreed", "agency_limit", "teammate", "needs_second_person"),
    ],
)
def test_an_agreement_is_to_this_ending_by_this_worker(
    cast: Cast, state: str, ending: str, by: str, expected: str
) -> None:
    sign(cast)
    one = IntendedEnding(state=state, ending="agency_limit", by_id=cast.worker.pk, seen=[])
    assert second_look(cast, ending, one, getattr(cast, by).pk) == expected


def test_a_sign_since_then_asks_for_another_look(cast: Cast) -> None:
    sign(cast)
    one = IntendedEnding(state="agreed", ending="agency_limit", by_id=cast.worker.pk, seen=[["sign", "1", ""]])
    risks = [["sign", "1", ""], ["sign", "2", ""]]
    assert second_look(cast, "agency_limit", one, risks=risks[:1]) == ""
    assert second_look(cast, "agency_limit", one, risks=risks) == "newer_sign"
    assert not endings.is_newer(risks, risks[:1]), "one that is over is no newer one"


def test_what_a_worker_intends_is_said_in_words(cast: Cast) -> None:
    kind = endings.kind_of_ending("other")
    cases = [("Twelve sessions", "Held"), (" ", "Held"), ("Twelve sessions", " ")]
    assert [refusal(endings.check_intention, kind, *one) for one in cases] == ["", "no_reason", "no_risk_words"]
    found = {kind.ending for kind in kinds() if refusal(endings.check_intention, kind, "So", "Held") == ""}
    assert found == set(OWN_ACCORD)


def test_a_risk_of_which_nobody_knows_the_day_is_seen_without_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SimpleNamespace(weeks_ago=None, imminent=None)
    monkeypatch.setattr(endings, "open_concerns", lambda _case: [SimpleNamespace(kind="crisis", entries=[entry])])
    assert seen(cast) == [["crisis", "", "open"]]


def test_what_nobody_said_of_an_ending_is_empty() -> None:
    said = {name: value for name, value in asdict(EndingDetails("other", TODAY)).items() if value}
    assert said == {"ending": "other", "on": TODAY}
    assert faults(EndingDetails("client_wish", TODAY)) == []
