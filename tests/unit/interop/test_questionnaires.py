"""A questionnaire as FHIR R4: what is asked, in the owner's terms, with the weights that score it."""

from __future__ import annotations

from typing import Any

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import available, load
from unstuck.instruments.slots import fill, slots
from unstuck.interop.questionnaires import fhir_questionnaire

EXPORTED = [name for name in available() if load(name).redistributable and load(name).items]


def _questions(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = resource["item"][0]["item"]
    return found


def test_what_may_be_passed_on_is_exported() -> None:
    assert len(EXPORTED) == 13


@pytest.mark.parametrize("name", EXPORTED)
def test_every_question_with_its_answers_and_weights(name: str) -> None:
    one, resource = load(name), fhir_questionnaire(load(name))
    assert (resource["resourceType"], resource["status"]) == ("Questionnaire", "active")
    assert one.licence in resource["copyright"]
    assert [question["linkId"] for question in _questions(resource)] == [item.code for item in one.items]
    for question, item in zip(_questions(resource), one.items, strict=True):
        assert question["text"] == item.text
        options = one.options_of(item)
        given = [
            (answer["valueCoding"]["display"], answer["extension"][0]["valueDecimal"])
            for answer in question["answerOption"]
        ]
        assert given == [(option.text, option.value) for option in options]
    codes = [question["linkId"] for part in resource["item"] for question in [part, *part.get("item", [])]]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", EXPORTED)
def test_the_loinc_notice_comes_with_loinc_codes(name: str) -> None:
    resource = fhir_questionnaire(load(name))
    assert ("loinc.org/license" in resource["copyright"]) == ("http://loinc.org" in str(resource["item"]))


def test_phq9_carries_item_nine() -> None:
    """Two widespread examples of the PHQ-9 in FHIR lack it."""
    codes = [question["code"][0]["code"] for question in _questions(fhir_questionnaire(load("PHQ-9")))]
    assert codes == [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8",
    ]  # fmt: skip


def test_what_is_never_added_up_has_no_total() -> None:
    for name in ("ONS4", "ASQ", "Readiness", "Life areas"):
        assert [part["linkId"] for part in fhir_questionnaire(load(name))["item"]] == ["questions"]


def test_text_that_may_not_be_passed_on_is_refused_even_where_an_agency_put_it_in() -> None:
    own = fill(load("CORE-10"), {slot.key: "Text" for slot in slots(load("CORE-10"))})
    for one in (load("CORE-10"), own):
        with pytest.raises(BadInput, match="CORE-10: expected text that may be passed on"):
            fhir_questionnaire(one)


def test_totals_alone_are_no_questionnaire() -> None:
    with pytest.raises(BadInput, match="GAS: expected a questionnaire with items"):
        fhir_questionnaire(load("GAS"))
