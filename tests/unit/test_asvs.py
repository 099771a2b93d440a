"""The table of OWASP ASVS 5.0: nothing that applies is left out, and what it names is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from docs.generated.asvs import ANSWERS, CHAPTERS, not_applicable, requirements

from tests.unit.documented import ROOT
from tests.unit.test_security_pages import missing

NUMBERS = Path(__file__).with_name("asvs_numbers.txt")
"""Numbers and levels alone, from the list of the standard (5.0.0): levels 1 and 2, and 3 of chapters 7, 8, 14, 16."""
SCRIPTS = [path for path in (ROOT / "src/unstuck/web").rglob("static/**/*.js") if not path.name.endswith(".min.js")]


def test_every_requirement_is_answered_once_at_its_own_level() -> None:
    asked = dict(line.split() for line in NUMBERS.read_text(encoding="utf-8").splitlines())
    assert len(asked) == 265
    answered = Counter(one.number for one in requirements())
    answered.update(number for numbers, _why in not_applicable() for number in numbers)
    assert answered == Counter(list(asked))
    assert [one.number for one in requirements() if str(one.level) != asked[one.number]] == []
    assert {one.number.split(".")[0] for one in requirements()} == set(CHAPTERS)


def test_every_answer_is_one_with_its_reason_and_tests_that_are_there() -> None:
    for one in requirements():
        assert one.answer in ANSWERS, one.number
        assert one.subject, one.number
        assert one.how.endswith((".", ")")), one.number
        assert [test for test in one.tests if missing(test)] == [], one.number
    shown = [one for one in requirements() if one.answer == "met" and one.tests]
    without = [one.number for one in requirements() if one.answer == "met" and not one.tests]
    assert len(without) * 5 < len(shown), without


def test_no_script_of_ours_writes_markup() -> None:
    assert len(SCRIPTS) >= 4, "the reading of scripts has gone blind"
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function")
    assert [path.name for path in SCRIPTS if any(way in path.read_text(encoding="utf-8") for way in ways)] == []
