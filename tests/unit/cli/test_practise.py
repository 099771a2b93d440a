"""`unstuck practise` and `unstuck vignettes`: in a pipe, with a seed, in Spanish, and with a file of one's own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.unit.learning.test_reading import GOOD
from tests.unit.learning.weeks.test_reading_people import GOOD as GOOD_PEOPLE
from unstuck.cli import run


def told(capsys: pytest.CaptureFixture[str], *arguments: str, answers: str = "") -> tuple[int, str, str]:
    sys.argv = ["unstuck", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(answers.encode()), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        run()
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


@pytest.fixture(autouse=True)
def own_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "stdin", sys.stdin)


def test_answers_from_a_pipe_are_marked_and_explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD, encoding="utf-8")
    outcomes = set()
    for letter in "abcd":
        status, out, _err = told(capsys, "practise", "--from", str(own), "--seed", "1", answers=f"x\n{letter}\n")
        assert status == 0
        assert "Type a, b, c or d. q stops." in out
        assert "Somebody from outside sees what you do not." in out
        assert "It becomes half a year." in out
        assert "Rule B.1: Consult a colleague first" in out
        assert "doi:10.1002/jclp.20108" in out
        outcomes.add(("Yes: " in out, out.splitlines()[-2]))
    assert outcomes == {(True, "1 of 1 as the rules have it."), (False, "0 of 1 as the rules have it.")}


def test_the_same_seed_tells_the_same_stories(capsys: pytest.CaptureFixture[str]) -> None:
    rounds = [told(capsys, "practise", "--seed", seed, "--topic", "safety", answers="a\na\nq\n") for seed in "778"]
    assert rounds[0] == rounds[1] != rounds[2]
    assert "of 2 as the rules have it." in rounds[0][1]


def test_an_empty_pipe_ends_kindly(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _err = told(capsys, "practise", "--seed", "1")
    assert (status, "0 of 0 as the rules have it." in out) == (0, True)


def test_in_spanish_no_sentence_of_ours_is_left_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    _status, out, _err = told(capsys, "practise", "--language", "es", "--seed", "2", "--count", "2", answers="a\nb\n")
    for english in ("What ", "The rules", "Rule ", "Your answer", "as the rules have it", "Yes:"):
        assert english not in out
    assert "¿Qué haces ahora?" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["practise", "--topic", "stall"], "unstuck: --topic: expected one of safety, "),
        (["practise", "--language", "fr"], "unstuck: --language: expected one of en, es, found fr"),
        (["vignettes", "facts", "nobody"], "unstuck: expected a vignette that comes with Unstuck, found nobody; "),
        (["vignettes", "validate", "gone.toml"], "unstuck: gone.toml: expected a file that can be read"),
        (["practise", "--from", "gone.toml"], "unstuck: gone.toml: expected a file that can be read"),
        (["practise", "--weeks", "--person", "x"], "unstuck: --person: expected one of the-quiet-chair, "),
        (["practise", "--person", "notice-to-quit"], "unstuck: --person: expected it beside --weeks"),
        (["practise", "--weeks", "--topic", "safety"], "unstuck: --topic: expected nothing beside --weeks"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = told(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(message)


def test_a_file_of_ones_own_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD, encoding="utf-8")
    assert told(capsys, "vignettes", "validate", str(own))[:2] == (0, f"{own}: 1 vignette agrees with the rules.\n")
    own.write_text(GOOD.replace("B.1", "D.1"), encoding="utf-8")
    status, _out, err = told(capsys, "vignettes", "validate", str(own))
    assert (status, "level.rule: the rules that give consult-colleague" in err) == (2, True)
    assert told(capsys, "practise", "--from", str(own), "--topic", "safety")[0] == 2


def test_facts_go_into_advise(capsys: pytest.CaptureFixture[str]) -> None:
    _status, facts, _err = told(capsys, "vignettes", "facts", "the-ninth-question")
    assert json.loads(facts)["safety"] == {"suicide_item_above_zero": True}
    _status, out, _err = told(capsys, "advise", "-", answers=facts)
    assert "1. Respond to the risk first [respond-to-risk]" in out


def test_the_list_names_every_topic(capsys: pytest.CaptureFixture[str]) -> None:
    _status, out, _err = told(capsys, "vignettes", "list")
    assert "Your own part (own_part)" in out
    assert "  the-ninth-question: The ninth question" in out


def test_a_client_over_weeks_ends_as_was_chosen_and_the_product_says_what_it_would_have_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told_of = ("practise", "--weeks", "--person", "notice-to-quit", "--seed", "3")
    _status, helped, _err = told(capsys, *told_of, answers="x\ne\nf\nf\nf\n")
    _status, waited, _err = told(capsys, *told_of, answers="f\nf\nf\nf\n")
    _status, stopped, _err = told(capsys, *told_of, answers="f\nq\n")
    assert "Type one of a to g. q stops." in helped
    assert "\nClearly better\nBram is clearly better." in helped
    assert "\nClearly worse\nBram is clearly worse" in waited
    assert "\nClearly better.\n" in waited, "beside what the rules advise"
    assert "A loss is imminent; act today: housing." in waited
    assert "Pause on this: Keeping going as before." in waited
    assert "it rests on no estimate" in " ".join(waited.split())
    assert "You stopped before the end. Nothing is kept." in stopped


def test_a_file_of_ones_own_people_is_validated_and_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD_PEOPLE, encoding="utf-8")
    status, out, _err = told(capsys, "vignettes", "validate", str(own))
    assert (status, out.endswith("own.toml: 1 course agrees with the rules.\n")) == (0, True)
    assert "Ola is where Ola was." in told(capsys, "practise", "--weeks", "--from", str(own), answers="g\n")[1]
    own.write_text(GOOD_PEOPLE.replace('"C.1"', '"Z.9"'), encoding="utf-8")
    status, _out, err = told(capsys, "vignettes", "validate", str(own))
    assert (status, "own.toml: ola.holds.fit.rule: expected one of" in err) == (2, True)
