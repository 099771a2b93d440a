"""The wording of the shipped questions, word for word against sources that are independent of each other.

First source: typed from stored pages of loinc.org, which has the owner's text: the members of the panel
69729-2 (PHQ-SADS, version 2.77, which holds both questionnaires), the answer list LL358-3 (2.76, with the
terms that use it) and LL359-1 (2.78). Second source for GAD-7: typed from the combined PHQ-9 and GAD-7
form of the Hamilton Family Health Team (hamiltonfht.ca, PHQ-GAD). Second source for PHQ-9: the
Questionnaire resources of LHC-Forms and of this project beside the checkout. Sources differ in
punctuation, so words are compared.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from unstuck.instruments import load

FHIR = Path(__file__).parents[2] / "../shared/reference/fhir"

PHQ9_LOINC = {
    "44250-9": "Little interest or pleasure in doing things",
    "44255-8": "Feeling down, depressed, or hopeless",
    "44259-0": "Trouble falling or staying asleep, or sleeping too much",
    "44254-1": "Feeling tired or having little energy",
    "44251-7": "Poor appetite or overeating",
    "44258-2": "Feeling bad about yourself-or that you are a failure or have let yourself or your family down",
    "44252-5": "Trouble concentrating on things, such as reading the newspaper or watching television",
    "44253-3": "Moving or speaking so slowly that other people could have noticed. Or the opposite - being "
    "so fidgety or restless that you have been moving around a lot more than usual",
    "44260-8": "Thoughts that you would be better off dead, or of hurting yourself in some way",
}
GAD7_LOINC = {
    "69725-0": "Feeling nervous, anxious or on edge",
    # LOINC words this one as a question of its own; the form's wording is below.
    "68509-9": "Over the past 2 weeks have you not been able to stop or control worrying",
    "69733-4": "Worrying too much about different things",
    "69734-2": "Trouble relaxing",
    "69735-9": "Being so restless that it is hard to sit still",
    "69689-8": "Becoming easily annoyed or irritable.",
    "69736-7": "Feeling afraid as if something awful might happen",
}
GAD7_FORM = (
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",  # printed there as "Felling"
)
FREQUENCY = {
    0: ("LA6568-5", "Not at all"),
    1: ("LA6569-3", "Several days"),
    2: ("LA6570-1", "More than half the days"),
    3: ("LA6571-9", "Nearly every day"),
}
DIFFICULTY = {
    0: ("LA6572-7", "Not difficult at all"),
    1: ("LA6573-5", "Somewhat difficult"),
    2: ("LA6575-0", "Very difficult"),
    3: ("LA6574-3", "Extremely difficult"),
}
DIFFICULTY_FORM = (
    "If you checked off any problems, how difficult have these problems made it for you to do your work, "
    "take care of things at home, or get along with other people?"
)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def test_phq9_against_loinc() -> None:
    items = load("PHQ-9").items
    assert [item.loinc for item in items] == list(PHQ9_LOINC)
    assert [_words(item.text) for item in items] == [_words(text) for text in PHQ9_LOINC.values()]
    assert len(items) == 9


def test_gad7_against_loinc() -> None:
    items = load("GAD-7").items
    assert [item.loinc for item in items] == list(GAD7_LOINC)
    differing = [item.loinc for item in items if _words(item.text) != _words(GAD7_LOINC[item.loinc])]
    assert differing == ["68509-9"]


def test_gad7_against_a_printed_form() -> None:
    assert [_words(item.text) for item in load("GAD-7").items] == [_words(text) for text in GAD7_FORM]


def test_the_panels_and_totals_have_their_codes() -> None:
    assert (load("PHQ-9").loinc, load("PHQ-9").loinc_total) == ("44249-1", "44261-6")
    assert (load("GAD-7").loinc, load("GAD-7").loinc_total) == ("69737-5", "70274-6")


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
def test_answers_against_loinc(name: str) -> None:
    """A widespread copy of GAD-7 has "Not at all sure" for 0."""
    assert {option.value: (option.loinc, option.text) for option in load(name).options} == FREQUENCY


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
def test_the_difficulty_question(name: str) -> None:
    follow_up = load(name).follow_up
    assert follow_up is not None
    assert follow_up.text == DIFFICULTY_FORM
    assert {option.value: option.text for option in follow_up.options} == {
        value: text for value, (_code, text) in DIFFICULTY.items()
    }


def test_the_difficulty_question_is_coded_where_loinc_codes_it() -> None:
    phq9, gad7 = load("PHQ-9").follow_up, load("GAD-7").follow_up
    assert phq9 is not None
    assert gad7 is not None
    assert phq9.loinc == "69722-7"
    assert [option.loinc for option in phq9.options] == [code for code, _text in DIFFICULTY.values()]
    assert gad7.loinc == ""


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
def test_the_sentence_above_the_items(name: str) -> None:
    """On the forms: PHQ-9 has "any of the following problems", GAD-7 "the following problems"."""
    problems = {"PHQ-9": "any of the following problems", "GAD-7": "the following problems"}[name]
    assert load(name).prompt == f"Over the last 2 weeks, how often have you been bothered by {problems}?"


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
def test_the_owners_terms_are_carried(name: str) -> None:
    one = load(name)
    assert one.licence == "No permission required to reproduce, translate, display or distribute."
    for owner in ("Spitzer", "Williams", "Kroenke", "Pfizer"):
        assert owner in one.attribution


def _fhir_items(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def walk(items: list[dict[str, Any]]) -> None:
        for item in items:
            found.append(item)
            walk(item.get("item", []))

    walk(json.loads((FHIR / file).read_text(encoding="utf-8"))["item"])
    return [item for item in found if item["type"] != "group"]


@pytest.mark.reference_data
@pytest.mark.parametrize("file", ["lhc-phq9.json", "own-phq9-verified.json"])
def test_phq9_against_coded_questionnaires(file: str) -> None:
    theirs = {item["code"][0]["code"]: item for item in _fhir_items(file)}
    for item in load("PHQ-9").items:
        other = theirs[item.loinc]
        assert _words(item.text) == _words(other["text"])
        answers = [option["valueCoding"] for option in other["answerOption"]]
        assert [(answer["code"], answer["display"]) for answer in answers] == list(FREQUENCY.values())


@pytest.mark.reference_data
def test_the_difficulty_question_against_a_coded_questionnaire() -> None:
    theirs = {item["code"][0]["code"]: item for item in _fhir_items("lhc-phq9.json")}["69722-7"]
    ours = load("PHQ-9").follow_up
    assert ours is not None
    assert _words(ours.text)[len(_words("If you checked off any problems")) :] == _words(theirs["text"])
    answers = [option["valueCoding"] for option in theirs["answerOption"]]
    assert [(answer["code"], answer["display"]) for answer in answers] == list(DIFFICULTY.values())


@pytest.mark.reference_data
def test_known_faults_of_a_public_copy_are_not_ours() -> None:
    """The SDC example says "could gave noticed", leaves "the opposite" out, and has its own item 9."""
    theirs = _fhir_items("Questionnaire-questionnaire-sdc-profile-example-PHQ9.json")
    texts = [item["text"] for item in theirs if "Q" in item["linkId"]]
    pairs = zip(load("PHQ-9").items, texts, strict=True)
    differing = [item.code for item, text in pairs if _words(item.text) != _words(text)]
    assert differing == ["phq9_8", "phq9_9"]
