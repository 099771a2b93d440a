"""A file of made-up people that cannot be used: the file, the person and the field are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.errors import BadInput, SeveralFaults
from unstuck.learning.weeks.reading import read_people

GOOD = """
kind = "client-over-weeks"

[ola]
title = "Ola keeps coming"
name = "Ola"
story = "Ola comes every week, and nothing has moved since May. So far you have spoken with nobody."
really = "The way of working did not fit what Ola had brought."
instrument = "phq-9"
scores = [18, 17, 17, 18, 17, 17, 18, 17]
facts.engagement = { willingness = 8, alliance = 8 }
facts.approaches = [{ code = "cbt", started_weeks_ago = 8 }]
fits = "grief-work"
approaches = ["act"]
held = 0.05
eased = 0.45
holds.fit = { says = "The way of working did not fit.", rule = "C.1", eased_by = ["change"], needs = ["consult"] }
choices.safety = { says = "Nothing of the kind." }
choices.relationship = { says = "Nothing is wrong there." }
choices.consult = { says = "A colleague asks a question." }
choices.change = { says = "You choose together.", early = "You choose alone." }
choices.support = { says = "Nothing is lacking." }
choices.wait = { says = "You carry on." }
choices.end = { says = "You stop here." }
endings.better = "Ola is clearly better."
endings.level = "Ola is where Ola was."
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_people(file)
    several = caught.value
    found = several.faults if isinstance(several, SeveralFaults) else (several,)
    return [str(one).replace(str(file), "own.toml") for one in found]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    (ola,) = read_people(file)
    assert (ola.code, ola.scores[-1], ola.holds["fit"].needs) == ("ola", 17, ("consult",))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("alliance = 8", "aliance = 8", "own.toml: ola.facts.engagement: expected one of "),
        ("willingness = 8", "willingness = 80", "own.toml: ola.facts.engagement.willingness: expected at most 10"),
        ('rule = "C.1"', 'rule = "Z.1"', "own.toml: ola.holds.fit.rule: expected one of "),
        ('eased_by = ["change"]', 'eased_by = ["hope"]', "own.toml: ola.holds.fit.eased_by[0]: expected one of"),
        (
            'eased_by = ["change"]',
            'eased_by = ["support"]',
            "own.toml: ola.holds.fit.eased_by: the rules advise consult, change, ",
        ),
        (', eased_by = ["change"]', "", "own.toml: ola.holds.fit: expected what eases it"),
        ('fits = "grief-work"', 'fits = "grief"', "own.toml: ola.fits: expected one of cbt,"),
        ("[18, 17, 17, 18, 17, 17, 18, 17]", "[18, 28, 17, 17]", "own.toml: ola.scores[1]: expected 0 to 27, found"),
        ("[18, 17, 17, 18, 17, 17, 18, 17]", "[18]", "own.toml: ola.scores: expected at least 4 scores, found 1"),
        ("facts.engagement", "facts.progress.state = 'watch'\nfacts.engagement", "own.toml: ola.facts.progress: "),
        ('choices.wait = { says = "You carry on." }', "", "own.toml: ola.choices: expected the field 'wait'"),
        ('endings.level = "Ola is where Ola was."', "", "own.toml: ola.endings.level: expected its text"),
        (
            'endings.level = "Ola is where Ola was."',
            'endings.level = "Ola is where Ola was."\nendings.left = "Ola is gone."',
            "own.toml: ola.endings.left: no choices lead to it (they lead to better, level)",
        ),
        ("eased = 0.45", "eased = 0.0", "own.toml: ola.endings: expected choices to lead to two endings or more"),
        ('choices.end', 'events = [{ week = 3, says = "The flat is lost.", unless = "home" }]\nchoices.end',
         "own.toml: ola.events[0].unless: expected one of fit, found home"),
        ('kind = "client-over-weeks"', 'kind = "weeks"', "own.toml: kind: expected one of client-over-weeks"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(before: str, after: str, message: str, tmp_path: Path) -> None:
    assert before in GOOD
    found = faults(tmp_path, GOOD.replace(before, after, 1))
    assert any(one.startswith(message) for one in found), found


def test_a_story_in_which_waiting_beats_the_rules_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace('needs = ["consult"]', "by_itself = 3, disturbed_by = ['consult', 'change']").replace(
        'eased_by = ["change"], ', ""
    )
    assert any("by waiting better: one is wrong" in one for one in faults(tmp_path, text))


def test_a_file_without_anybody_is_refused(tmp_path: Path) -> None:
    assert "expected at least one person, found none" in faults(tmp_path, 'kind = "client-over-weeks"')[0]
