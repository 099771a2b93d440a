"""A file of vignettes that cannot be used: the file, the vignette and the field are named, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.errors import BadInput, SeveralFaults
from unstuck.learning.practice import standing
from unstuck.learning.reading import read_vignettes, vignettes_from

GOOD = """
topic = "stalls"

[level]
title = "Level"
story = "Nine weeks on one line, and nobody has looked at it with you so far."
facts.progress = { state = "stalled", weeks_in_state = 9 }
best = "consult-colleague"
rule = "B.1"
why = "Somebody from outside sees what you do not."
options.consult-colleague = { says = "Ask a colleague." }
options.change-approach = { says = "Change the plan.", leads_to = "You choose with the same eyes." }
options.keep-going-as-before = { says = "Carry on.", leads_to = "It becomes half a year." }
options.report-concern = { says = "Report it.", leads_to = "There is nothing to report." }
"""


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        vignettes_from(text.encode(), file="own.toml")
    several = caught.value
    return [str(one) for one in several.faults] if isinstance(several, SeveralFaults) else [str(several)]


def test_a_good_file_is_read() -> None:
    (one,) = vignettes_from(GOOD.encode(), file="own.toml")
    assert (one.code, one.best, one.case.progress.weeks_in_state) == ("level", "consult-colleague", 9)
    assert standing(one, "change-approach").startswith("The rules have this too, later:")
    assert standing(one, "keep-going-as-before").startswith("The rules say to pause on this:")
    assert standing(one, "report-concern").startswith("The rules do not ask for this here:")
    assert standing(one, "consult-colleague").startswith("The rules put this first:")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            'best = "consult-colleague"',
            'best = "change-approach"',
            "own.toml: level.best: the rules give consult-colleague first for these facts, "
            "and the vignette says change-approach",
        ),
        (
            ', leads_to = "It becomes half a year."',
            "",
            "own.toml: level.options.keep-going-as-before.leads_to: expected what it would have led to, found nothing",
        ),
        (
            "weeks_in_state = 9",
            "weks_in_state = 9",
            "own.toml: level.facts.progress: expected one of state, probability, weeks_in_state, "
            'found "weks_in_state" (did you mean weeks_in_state?)',
        ),
        (
            "facts.progress = { state",
            "facts.progres = { state",
            "own.toml: level.facts: expected the fact 'progress', found none",
        ),
        ('state = "stalled"', 'state = "stuck"', "own.toml: level.facts.progress.state: expected one of too_early,"),
        ('rule = "B.1"', 'rule = "B.9"', "own.toml: level.rule: expected one of "),
        (
            'rule = "B.1"',
            'rule = "D.1"',
            "own.toml: level.rule: the rules that give consult-colleague for these facts are B.1, not D.1",
        ),
        ('rule = "B.1"', 'rule = "B.1"\nalso = ["Z"]', "own.toml: level.also: expected one of "),
        (
            'rule = "B.1"',
            'rule = "B.1"\nin_hand = ["advocate"]',
            "own.toml: level.in_hand: expected a step that the rules give",
        ),
        (
            "options.report-concern",
            "options.report",
            "own.toml: level.options.report: expected the code of a step or a caution",
        ),
        (
            "options.report-concern",
            "options.replace-worker",
            None,
        ),
        (
            'says = "Ask a colleague." }',
            'says = "Ask a colleague.", leads_to = "All goes well." }',
            "own.toml: level.options.consult-colleague.leads_to: expected nothing beside the best answer",
        ),
        ('title = "Level"\n', "", "own.toml: level: expected the field 'title', found none"),
        ('topic = "stalls"', 'topic = "stall"', "own.toml: topic: expected one of stalls,"),
        ('topic = "stalls"', "topic = ", "own.toml: expected TOML, found a mistake: "),
        (
            'best = "consult-colleague"',
            'best = "ask"',
            "own.toml: level.best: expected one of the options (consult-colleague,",
        ),
        (
            'options.report-concern = { says = "Report it.", leads_to = "There is nothing to report." }',
            "",
            "own.toml: level.options: expected 4, found 3",
        ),
    ],
)
def test_what_cannot_be_used_is_named(before: str, after: str, message: str | None) -> None:
    assert before in GOOD
    changed = GOOD.replace(before, after)
    if message is None:
        assert vignettes_from(changed.encode(), file="own.toml")
    else:
        assert any(fault.startswith(message) for fault in faults(changed)), faults(changed)


def test_two_best_answers_are_refused() -> None:
    """Too early to tell: scores are collected and the work continues, both for the very same reason."""
    text = (
        GOOD.replace('{ state = "stalled", weeks_in_state = 9 }', '{ state = "too_early" }')
        .replace("consult-colleague", "collect-scores")
        .replace('"B.1"', '"states"')
        .replace("keep-going-as-before", "continue")
    )
    assert faults(text) == [
        "own.toml: level.options.continue: two best answers: the rules give it for the same reasons as collect-scores"
    ]


def test_a_caution_that_the_rules_do_not_have_here_is_refused() -> None:
    text = GOOD.replace('state = "stalled", weeks_in_state = 9', 'state = "on_track"').replace('"B.1"', '"states"')
    text = text.replace("consult-colleague", "continue")
    assert faults(text) == [
        "own.toml: level.options.keep-going-as-before: the rules have no caution against this for these facts: "
        "choose another option"
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = GOOD.replace('rule = "B.1"', 'rule = "D.1"').replace("report-concern", "report")
    assert len(faults(text)) == 2


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "expected at least one vignette, found none" in faults('topic = "stalls"')[0]
    assert faults('topic = "stalls"\nlevel = 3')[0] == "own.toml: level: expected an object, found 3"
    with pytest.raises(BadInput, match="expected UTF-8 text, found byte 0xff at 0"):
        vignettes_from(b"\xff", file="own.toml")
    with pytest.raises(BadInput, match="at most 2000000 bytes"):
        vignettes_from(b"#" * 2_000_001, file="own.toml")
    with pytest.raises(BadInput, match=r"gone\.toml: expected a file that can be read"):
        read_vignettes(tmp_path / "gone.toml")
