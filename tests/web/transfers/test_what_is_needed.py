"""What a transfer and a cover must say: days, words for a colleague, what each client says, and words about a risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal
from unstuck.web.caseload.models import Cover, CoveredClient
from unstuck.web.components.denied import Denied
from unstuck.web.transfers.cover_policies import (
    CoverDetails,
    ForOneClient,
    check_cover,
    check_days_are_free,
    check_not_over,
    cover_faults,
)
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.policies import (
    TransferDetails,
    check_day_has_come,
    check_transfer,
    transfer_faults,
)

DAY, HALF_A_YEAR = timedelta(days=1), timedelta(weeks=26)
"""E.5: at most 26 weeks ahead."""


def found(faults: Iterator[tuple[str, Denied]]) -> list[tuple[str, str]]:
    return [(field, denied.code) for field, denied in faults]


def transfer(risk_open: bool = False, **changed: Any) -> list[tuple[str, str]]:
    given = {"on": TODAY, "note": "Walks while talking", "consent": "yes", **changed}
    return found(transfer_faults(TransferDetails(**given), TODAY, risk_open=risk_open))


def cover(risk_open: bool = False, **changed: Any) -> list[tuple[str, str]]:
    given = {"first_day": TODAY, "last_day": TODAY, "note": "Walks", "clients": {"a": ForOneClient("yes")}, **changed}
    return found(cover_faults(CoverDetails(**given), TODAY, risk_open=risk_open))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"on": TODAY - DAY}, [("on", "wrong_day")]),
        ({"on": TODAY + HALF_A_YEAR}, []),
        ({"on": TODAY + HALF_A_YEAR + DAY}, [("on", "wrong_day")]),
        ({"until": TODAY}, [("until", "wrong_until")]),
        ({"until": TODAY + DAY}, []),
        ({"on": TODAY + 3 * DAY, "until": TODAY + 2 * DAY}, [("until", "wrong_until")]),
        ({"on": TODAY + 3 * DAY, "until": TODAY + 3 * DAY}, []),
        ({"until": TODAY + HALF_A_YEAR}, []),
        ({"until": TODAY + HALF_A_YEAR + DAY}, [("until", "wrong_until")]),
        ({"note": " "}, [("note", "no_note")]),
        ({"consent": ""}, [("consent", "no_consent")]),
        ({"consent": "no", "consent_words": " "}, [("consent_words", "no_consent_words")]),
        ({"consent": "cannot_be_asked"}, [("consent_words", "no_consent_words")]),
        ({"consent": "no", "consent_words": "Wants to stay"}, []),
        ({"wish": "weather"}, [("wish", "no_reason")]),
        ({"wish": "language"}, []),
        ({"risk_open": True, "risk_words": " "}, [("risk_words", "no_risk_words")]),
        ({"risk_open": True, "risk_words": "The night line knows"}, []),
    ],
)
def test_a_transfer_says_what_it_must(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert transfer(**changed) == expected


def test_a_transfer_is_refused_for_the_first_thing_it_lacks() -> None:
    wanted = TransferDetails(TODAY, "", "")
    assert refusal(check_transfer, wanted, TODAY, risk_open=False) == "no_note"
    assert refusal(check_transfer, TransferDetails(TODAY, "Walks", "yes"), TODAY, risk_open=False) == ""


@pytest.mark.parametrize(
    ("state", "on", "expected"),
    [
        ("arranged", TODAY + DAY, "not_yet"),
        ("arranged", TODAY, ""),
        ("arranged", TODAY - DAY, ""),
        ("covered", TODAY + DAY, ""),
    ],
)
def test_a_transfer_is_made_on_its_day_or_later(state: str, on: date, expected: str) -> None:
    assert refusal(check_day_has_come, Transfer(state=state, on=on), TODAY) == expected


NOTED, SILENT = ForOneClient("yes", "Likes tea"), ForOneClient("later", " ")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"first_day": TODAY - DAY}, [("first_day", "wrong_first_day")]),
        ({"first_day": TODAY + HALF_A_YEAR, "last_day": TODAY + HALF_A_YEAR}, []),
        (
            {"first_day": TODAY + HALF_A_YEAR + DAY, "last_day": TODAY + HALF_A_YEAR + DAY},
            [("first_day", "wrong_first_day"), ("last_day", "wrong_last_day")],
        ),
        ({"first_day": TODAY + DAY}, [("last_day", "wrong_last_day")]),
        ({"last_day": TODAY + HALF_A_YEAR}, []),
        ({"last_day": TODAY + HALF_A_YEAR + DAY}, [("last_day", "wrong_last_day")]),
        ({"clients": {}}, [("clients", "nobody_chosen")]),
        ({"note": " ", "clients": {"a": NOTED, "b": NOTED}}, []),
        ({"note": " ", "clients": {"a": NOTED, "b": SILENT}}, [("note", "no_note")]),
        ({"clients": {"a": NOTED, "b": SILENT}}, []),
        ({"clients": {"a": ForOneClient("")}}, [("knows", "not_said")]),
        ({"clients": {"a": ForOneClient("not_wanted", " ")}}, [("for-a", "not_wanted")]),
        ({"clients": {"a": ForOneClient("not_wanted", "Alone at night")}}, []),
        ({"risk_open": True, "risk_words": " "}, [("risk_words", "no_risk_words")]),
        ({"risk_open": True, "risk_words": "The night line knows"}, []),
    ],
)
def test_a_cover_says_what_it_must(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert cover(**changed) == expected


def test_a_cover_is_refused_for_the_first_thing_it_lacks() -> None:
    assert refusal(check_cover, CoverDetails(TODAY, TODAY - DAY), TODAY, risk_open=False) == "wrong_last_day"


def test_a_cover_is_over_the_day_after_its_last() -> None:
    days = [TODAY - DAY, TODAY, TODAY + DAY]
    assert [refusal(check_not_over, Cover(last_day=day), TODAY) for day in days] == ["over", "", ""]


@pytest.mark.parametrize(
    ("state", "first", "last", "expected"),
    [
        ("asked", 2, 3, "days_taken"),
        ("agreed", 5, 6, "days_taken"),
        ("agreed", 0, 2, "days_taken"),
        ("agreed", 0, 1, ""),
        ("agreed", 6, 7, ""),
        ("declined", 2, 5, ""),
        ("called_off", 2, 5, ""),
    ],
)
def test_nobody_else_stands_in_on_the_same_days(cast: Cast, state: str, first: int, last: int, expected: str) -> None:
    held = Cover.objects.create(
        agency=cast.agency, worker=cast.worker, colleague=cast.teammate, first_day=TODAY + first * DAY,
        last_day=TODAY + last * DAY, asked_at=NOW, asked_by=cast.worker, state=state,
    )  # fmt: skip
    CoveredClient.objects.create(cover=held, episode=cast.cleo, knows="yes")
    wanted = CoverDetails(TODAY + 2 * DAY, TODAY + 5 * DAY)
    assert refusal(check_days_are_free, wanted, [cast.cleo.pk], TODAY) == expected
    assert refusal(check_days_are_free, wanted, [cast.outside_client.pk], TODAY) == ""
    assert refusal(check_days_are_free, wanted, [cast.cleo.pk], TODAY + 8 * DAY) == "", "what is past is over"


def test_what_nobody_said_counts_as_unsaid() -> None:
    said_nothing = CoverDetails(TODAY, TODAY, clients={"a": ForOneClient("not_wanted")})
    assert [field for field, _code in found(cover_faults(said_nothing, TODAY, risk_open=True))] == [
        "note", "for-a", "risk_words",
    ]  # fmt: skip
    assert [field for field, _code in transfer(consent="no", risk_open=True)] == ["consent_words", "risk_words"]
