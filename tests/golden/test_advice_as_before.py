"""Where no rule changed with the second edition of the practice, a case file is answered as the first edition did.

The answers are those of the version before, which made them: see tests/upgrade/compare_advice.py.
"""

from __future__ import annotations

import json
from pathlib import Path

from unstuck.guidance import Advice, advise
from unstuck.interop.case import case_from_json

KEPT = Path(__file__).with_name("advice_as_before.ndjson")


def codes(advice: Advice) -> list[list[tuple[str, list[str]]]]:
    """Return steps and cautions in their order, each with the codes of its reasons."""
    return [[(one.code, [why.code for why in one.reasons]) for one in part] for part in (advice.steps, advice.cautions)]


def test_answers_are_those_of_the_version_before_where_no_rule_changed() -> None:
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 200
    for line in lines:
        kept = json.loads(line)
        expected = [list(part.items()) for part in kept["answer"]]
        assert codes(advise(case_from_json(kept["case"]))) == expected, line
