"""A definition that is wrong in one place is refused, and the place is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.instruments.reading import parse

FORMAT = Path(__file__).parents[3] / "docs/reference/instrument-format.md"
TOTAL, SUM = re.findall(r"```toml\n(.*?)```", FORMAT.read_text(encoding="utf-8"), flags=re.DOTALL)
"""The two definitions on the page that describes the format."""


def _refused(text: str) -> str:
    with pytest.raises(BadInput) as problem:
        parse(text, file="own.toml")
    line = str(problem.value)
    assert line.startswith("own.toml: ")
    assert "\n" not in line
    return line.removeprefix("own.toml: ")


def _without(text: str, key: str) -> str:
    kept = re.sub(rf"^{key} = .*\n", "", text, count=1, flags=re.MULTILINE)
    assert kept != text
    return kept


def test_the_page_shows_the_example_file_whole() -> None:
    example = FORMAT.parents[2] / "examples/instruments/own-total.toml"
    text = example.read_text(encoding="utf-8")
    assert "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")) == TOTAL
    assert load(str(example)).scoring.method == "total_only"


def test_the_second_definition_on_the_page_works() -> None:
    one = parse(SUM, file="own.toml")
    reliability = one.norm("reliability")
    assert reliability is not None
    assert (reliability.value, reliability.kind) == (0.8, "retest")
    assert one.unchecked == (reliability,)


@pytest.mark.parametrize(
    "key",
    [
        "id",
        "name",
        "version",
        "direction",
        "minimum",
        "maximum",
        "licence",
        "attribution",
        "redistributable",
        "validated",
        "source_checked_on",
        "prompt",
    ],
)
def test_a_missing_key(key: str) -> None:
    assert _refused(_without(SUM, key)) == f"key '{key}' is missing"


@pytest.mark.parametrize("key", ["missing_allowed", "missing_rule", "source", "method"])
def test_a_missing_scoring_key(key: str) -> None:
    assert _refused(_without(SUM, key)) == f"key 'scoring.{key}' is missing"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # unknown keys, at every level
        ('id = "', 'colour = "red"\nid = "', "unknown key 'colour'; expected one of: redistributable, id"),
        ('code = "sleep_2"', 'code = "sleep_2"\nrank = 2', "unknown key 'items[2].rank'"),
        ('method = "sum"', 'method = "sum"\nround = true', "unknown key 'scoring.round'"),
        ("value = 0.8", "value = 0.8\nsd = 2", "unknown key 'norms[2].sd'"),
        (
            '{ text = "Example 2026", verified = true }',
            "{ page = 3 }",
            "key 'scoring.source.text' is missing",
        ),
        ('label = "broken"', 'label = "broken"\ncolour = "red"', "unknown key 'bands[2].colour'"),
        ('text = "Often"', 'text = "Often"\nscore = 2', "unknown key 'options[3].score'"),
        ("[[bands]]", "[[band]]", "unknown key 'band'"),
        # wrong types
        ("minimum = 0", 'minimum = "0"', "key 'minimum': expected a number, found '0'"),
        ("minimum = 0", "minimum = true", "key 'minimum': expected a number, found True"),
        ("maximum = 4", "maximum = inf", "key 'maximum': expected a number, found inf"),
        ("maximum = 4", "maximum = nan", "key 'maximum': expected a number, found nan"),
        ("validated = true", 'validated = "yes"', "key 'validated': expected true or false, found 'yes'"),
        ('version = "1"', "version = 1", "key 'version': expected text in quotes, found 1"),
        ('version = "1"', 'version = " "', "key 'version': expected text, found nothing"),
        ("= 2026-11-22", '= "2026-11-22"', "key 'source_checked_on': expected a date such as 2026-11-22"),
        ("= 2026-11-22", "= 2026-11-22T10:00:00", "key 'source_checked_on': expected a date such as"),
        ('direction = "lower"', 'direction = "down"', 'key \'direction\': expected one of "lower", "higher"'),
        (
            "missing_allowed = 0",
            "missing_allowed = 0.5",
            "key 'scoring.missing_allowed': expected a whole number",
        ),
        ("value = 1\n", "value = 1.5\n", "key 'options[2].value': expected a whole number, found 1.5"),
        ("value = 1\n", "value = true\n", "key 'options[2].value': expected a whole number, found True"),
        ('name = "cutoff"', 'name = "cut"', "key 'norms[1].name': expected one of \"cutoff\""),
        (
            'kind = "retest"',
            'kind = "alpha"',
            "key 'norms[2].kind': expected one of \"internal_consistency\"",
        ),
        ("[scoring]", "[[scoring]]", "key 'scoring': expected a table"),
        ("[[bands]]\nlowest = 0", "[bands]\nlowest = 0", "expected a TOML file"),
        # contradictions
        ("maximum = 4", "maximum = 0", "key 'maximum': expected more than the minimum 0, found 0"),
        ("maximum = 4", "maximum = 6", "key 'maximum': expected 4 (2 items), found 6"),
        ("minimum = 0", "minimum = -1", "key 'minimum': expected 0 (2 items), found -1"),
        (
            "missing_allowed = 0",
            "missing_allowed = 2",
            "key 'scoring.missing_allowed': expected 0 to 1, found 2",
        ),
        ('"sleep_2"', '"sleep_1"', "key 'items': expected each code once, found 'sleep_1' twice"),
        ("value = 2\ntext", "value = 1\ntext", "key 'options': expected each value once, found 1 twice"),
        ('method = "sum"', 'method = "total_only"', "key 'items': expected none, because scoring.method is"),
        ("highest = 1", "highest = 2", "key 'bands[2].lowest': expected 3, found 2"),
        ("lowest = 2", "lowest = 3", "key 'bands[2].lowest': expected 2, found 3"),
        ("highest = 4", "highest = 3", "key 'bands': expected them to run from 0 to 4, found 0 to 3"),
        ("highest = 4", "highest = 1", "key 'bands[2].highest': expected 2 or more, found 1"),
        ("value = 2\npop", "value = 5\npop", "key 'norms[1].value': expected a value from 0 to 4, found 5"),
        ("value = 2\npop", "value = -1\npop", "key 'norms[1].value': expected a value from 0 to 4, found -1"),
        ("value = 0.8", "value = 1.2", "key 'norms[2].value': expected a share between 0 and 1, found 1.2"),
        ("value = 0.8", "value = 0.8\nconfidence = 95", "key 'norms[2].confidence': expected a share"),
        ('kind = "retest"\n', "", 'key \'norms[2].kind\': expected "internal_consistency" or "retest"'),
        (
            'name = "cutoff"',
            'name = "cutoff"\nkind = "retest"',
            "key 'norms[1].kind': expected none for a cutoff",
        ),
        ('name = "reliability"', 'name = "reliable_change"', "key 'norms[2].kind': expected \"convention\""),
        ("citation =", "loinc =", "key 'citation': is missing: a validated instrument names the paper"),
        ("validated = true", "validated = false", "key 'norms': expected none, because validated is false"),
    ],
)
def test_one_fault(old: str, new: str, says: str) -> None:
    assert old in SUM
    assert says in _refused(SUM.replace(old, new, 1))


def test_no_bands_without_validation() -> None:
    text = SUM[: SUM.index("[[norms]]")].replace("validated = true", "validated = false")
    assert _refused(text) == (
        "key 'bands': expected none, because validated is false: there is nothing that they could rest on"
    )


@pytest.mark.parametrize("key", ["prompt", r"options\[1\]\.text", r"items\[1\]\.text"])
def test_wording_is_refused_where_it_may_not_be_passed_on(key: str) -> None:
    text = SUM.replace("redistributable = true", "redistributable = false")
    if key != "prompt":
        text = _without(text, "prompt")
    if key.startswith("options"):
        text = re.sub(r'text = "I .*"\n', "", text)
    assert re.match(f"key '{key}': expected no text, because redistributable is false", _refused(text))


def test_an_empty_text_slot_is_fine_where_wording_may_not_be_passed_on() -> None:
    text = SUM.replace("redistributable = true", "redistributable = false")
    text = re.sub(r'^(prompt|text) = ".*"\n', "", text, flags=re.MULTILINE)
    one = parse(text, file="own.toml")
    assert [item.text for item in one.items] == ["", ""]


def test_wording_is_needed_where_it_may_be_passed_on() -> None:
    assert _refused(SUM.replace('text = "Never"\n', "")) == "key 'options[1].text' is missing"


FOLLOW_UP = """
[follow_up]
code = "sleep_more"
text = "How hard was the day?"
[[follow_up.options]]
value = 0
text = "Not hard"
[[follow_up.options]]
value = 1
text = "Hard"
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sleep_more", "sleep_1", "key 'items': expected each code once, found 'sleep_1' twice"),
        ("value = 1", "value = 0", "key 'follow_up.options': expected each value once, found 0 twice"),
        ('text = "Hard"', "", "key 'follow_up.options[2].text' is missing"),
        ('code = "sleep_more"', 'code = "x"\nsafety = true', "unknown key 'follow_up.safety'"),
        (
            '[[follow_up.options]]\nvalue = 1\ntext = "Hard"\n',
            "",
            "key 'follow_up.options': expected at least two",
        ),
    ],
)
def test_a_faulty_follow_up(old: str, new: str, says: str) -> None:
    assert parse(SUM + FOLLOW_UP, file="own.toml").follow_up is not None
    assert old in FOLLOW_UP
    assert says in _refused(SUM + FOLLOW_UP.replace(old, new, 1))


SECOND_RELIABILITY = """
[[norms]]
name = "reliability"
kind = "internal_consistency"
value = 0.9
population = "a made-up sample"
source = { text = "Example 2026", verified = true }
"""


def test_of_several_norms_of_one_name_exactly_one_is_the_default() -> None:
    assert "key 'norms': expected one reliability marked default = true among 2, found 0" in _refused(
        SUM + SECOND_RELIABILITY
    )
    second = SECOND_RELIABILITY + "default = true\n"
    chosen = parse(SUM + second, file="own.toml").norm("reliability")
    assert chosen is not None
    assert chosen.value == 0.9
    both = SUM.replace("value = 0.8", "value = 0.8\ndefault = true") + second
    assert "found 2" in _refused(both)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("minimum = -7", "minimum = 7", "key 'maximum': expected more than the minimum 7, found 7"),
        ('method = "total_only"', 'method = "sum"', "key 'scoring.source' is missing"),
        ('method = "total_only"', 'method = "total_only"\nmissing = 1', "unknown key 'scoring.missing'"),
        ("[scoring]", "[score]", "key 'scoring' is missing"),
    ],
)
def test_a_faulty_total(old: str, new: str, says: str) -> None:
    assert says in _refused(TOTAL.replace(old, new, 1))
