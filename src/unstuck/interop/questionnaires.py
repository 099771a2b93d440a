"""A questionnaire as a FHIR R4 `Questionnaire` that a renderer can show and score.

The total is a `calculatedExpression` of Structured Data Capture (SDC) over the answers' weights, with the same rule
for missing answers as `unstuck.instruments.score`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unstuck.errors import BadInput
from unstuck.instruments.definition import FollowUp, Instrument, Item, Option

LOINC = "http://loinc.org"
LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)
_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_GROUP, _TOTAL = "questions", "total"

Json = dict[str, Any]


def fhir_questionnaire(instrument: Instrument) -> Json:
    """Return a FHIR R4 Questionnaire.

    Raises BadInput where the owner's terms do not let the text be passed on, whoever put it in, and where only totals
    are used.
    """
    if not instrument.redistributable:
        raise BadInput(f"{instrument.id}: expected text that may be passed on; its owner's terms forbid it")
    if not instrument.items:
        raise BadInput(f"{instrument.id}: expected a questionnaire with items, found one of which only totals are used")
    questions = [_question(instrument, item) for item in instrument.items]
    parts: list[Json] = [{"linkId": _GROUP, "type": "group", "text": instrument.prompt, "item": questions}]
    if instrument.follow_up:
        parts.append(_follow_up(instrument, instrument.follow_up))
    if instrument.scoring.method != "each_apart":
        parts.append(_total(instrument))
    return {
        "resourceType": "Questionnaire",
        "id": _id(instrument),
        "url": f"urn:unstuck:questionnaire:{_id(instrument)}",
        "version": instrument.version,
        "name": "".join(letter for letter in instrument.id.title() if letter.isalnum()),
        "title": instrument.name,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": _copyright(instrument),
        **({"code": [_loinc(instrument.loinc)]} if instrument.loinc else {}),
        "item": parts,
    }


def _id(instrument: Instrument) -> str:
    return "-".join(instrument.id.lower().split())


def _copyright(instrument: Instrument) -> str:
    owner = f"{instrument.attribution.rstrip('.')}. {instrument.licence}"
    return f"{owner} {LOINC_NOTICE}" if instrument.loinc or any(item.loinc for item in instrument.items) else owner


def _loinc(code: str) -> Json:
    return {"system": LOINC, "code": code}


def _question(instrument: Instrument, item: Item) -> Json:
    asked = {"enableWhen": _conditions(instrument, item), "enableBehavior": "any"} if item.asked_if else {}
    return {
        "linkId": item.code,
        **({"code": [_loinc(item.loinc)]} if item.loinc else {}),
        "text": item.text,
        "type": "choice",
        "required": False,
        **asked,
        "extension": [_radio_buttons()],
        "answerOption": [_answer(instrument, option) for option in instrument.options_of(item)],
    }


def _follow_up(instrument: Instrument, asked: FollowUp) -> Json:
    return {
        "linkId": asked.code,
        **({"code": [_loinc(asked.loinc)]} if asked.loinc else {}),
        "text": asked.text,
        "type": "choice",
        "required": False,
        "extension": [_radio_buttons()],
        "answerOption": [_answer(instrument, option) for option in asked.options],
    }


def _radio_buttons() -> Json:
    return {"url": _CONTROL, "valueCodeableConcept": {"coding": [{"system": _CONTROLS, "code": "radio-button"}]}}


def _coding(instrument: Instrument, option: Option) -> Json:
    if option.loinc:
        return {"system": LOINC, "code": option.loinc, "display": option.text}
    system = f"urn:unstuck:answers:{_id(instrument)}"
    return {"system": system, "code": str(option.value), "display": option.text}


def _answer(instrument: Instrument, option: Option) -> Json:
    return {
        "valueCoding": _coding(instrument, option),
        "extension": [{"url": _WEIGHT, "valueDecimal": option.value}],
    }


def _conditions(instrument: Instrument, item: Item) -> list[Json]:
    """Return when an item is asked: one before it was answered above its lowest value, or not at all."""
    conditions: list[Json] = []
    for code in item.asked_if:
        options = instrument.options_of(next(one for one in instrument.items if one.code == code))
        lowest = min(option.value for option in options)
        conditions.append({"question": code, "operator": "exists", "answerBoolean": False})
        conditions += [
            {"question": code, "operator": "=", "answerCoding": _coding(instrument, option)}
            for option in options
            if option.value > lowest
        ]
    return conditions


def _total(instrument: Instrument) -> Json:
    return {
        "linkId": _TOTAL,
        **({"code": [_loinc(instrument.loinc_total)]} if instrument.loinc_total else {}),
        "text": "Total",
        "type": "decimal",
        "readOnly": True,
        "extension": [
            {
                "url": _CALCULATED,
                "valueExpression": {"language": "text/fhirpath", "expression": _expression(instrument)},
            }
        ],
    }


def _expression(instrument: Instrument) -> str:
    """Return the total in FHIRPath; empty where too many answers are missing."""
    counted = [item for item in instrument.items if item.counts]
    weights = f"{_answers([item.code for item in counted])}.weight()"
    most = max(option.value for option in instrument.options_of(counted[0]))
    formulas = {
        "sum": f"{weights}.sum() * {instrument.scoring.multiplier * len(counted)} / {weights}.count()",
        "mean": f"{weights}.sum() / {weights}.count()",
        "share": f"{weights}.sum() * 100 / ({weights}.count() * {most})",
    }
    least = max(len(counted) - instrument.scoring.missing_allowed, 1)
    total = f"iif({weights}.count() >= {least}, {formulas[instrument.scoring.method]}, {{}})"
    gates = counted[0].asked_if
    if not gates:
        return total
    unasked = " and ".join(f"{_answers([gate])}.weight() = 0" for gate in gates)
    return f"iif({unasked}, 0, {total})"


def _answers(codes: Sequence[str]) -> str:
    named = " or ".join(f"linkId='{code}'" for code in codes)
    return f"%resource.item.where(linkId='{_GROUP}').item.where({named}).answer.value"
