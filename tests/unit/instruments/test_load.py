"""Finding an instrument by name or by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import Band, available, followed, load

ROOT = Path(__file__).parents[3]
OWN = (ROOT / "examples/instruments/own-total.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "found"),
    [("phq9", "PHQ-9"), ("PHQ-9", "PHQ-9"), ("gad 7", "GAD-7"), ("Hamd_17", "HAMD-17"), ("bdiii", "BDI-II")],
)
def test_case_and_punctuation_do_not_matter(name: str, found: str) -> None:
    assert load(name).id == found


ITEMS = {
    # As many questions as the form has; most that a total can come to. From the published forms and papers.
    "AHC-HRSN": (10, 5), "ASQ": (5, 1), "AUDIT": (10, 40), "AUDIT-C": (3, 12), "B-IPF": (7, 100),
    "C-SSRS screener": (6, 1), "CORE-10": (10, 40), "DAST-10": (10, 10), "DIALOG": (11, 7), "GAD-7": (7, 21),
    "GBO": (3, 10), "K6": (6, 24), "K10": (10, 50), "Life areas": (32, 10), "ONS4": (4, 10), "ORS": (4, 40),
    "PC-PTSD-5": (6, 5), "PCL-5": (20, 80), "PHQ-2": (2, 6), "PHQ-4": (4, 12), "PHQ-9": (9, 27), "ReQoL-10": (11, 40),
    "Readiness": (3, 10), "SAI": (6, 30), "SRS": (4, 40), "STAR-P": (12, 48), "URICA": (32, 14), "WAI-SR": (12, 60),
    "WHO-5": (5, 100), "WHODAS-12": (12, 48), "WSAS": (5, 40), "Working together": (4, 10),
    "Willingness": (1, 10),
}  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
def test_how_many_questions_and_how_many_points(name: str) -> None:
    one = load(name)
    assert (len(one.items), one.maximum) == ITEMS[name]


def test_only_totals_of_how_the_client_is_are_followed() -> None:
    """A screen has no trend, and what the client thinks of the work is no outcome."""
    assert {"PHQ-9", "PCL-5", "CORE-10", "B-IPF", "GBO"} <= set(followed())
    assert not {
        "ASQ",
        "C-SSRS screener",
        "PC-PTSD-5",
        "ONS4",
        "Life areas",
        "Readiness",
        "Working together",
        "SRS",
    } & set(followed())


SAFETY = {
    "PHQ-9": ["phq9_9"],
    "CORE-10": ["core10_6"],
    "ASQ": ["asq_1", "asq_2", "asq_3", "asq_4", "asq_5"],
    "C-SSRS screener": ["cssrs_1", "cssrs_2", "cssrs_3", "cssrs_4", "cssrs_5", "cssrs_6"],
}


@pytest.mark.parametrize("name", available())
def test_the_safety_items(name: str) -> None:
    assert [item.code for item in load(name).items if item.safety] == SAFETY.get(name, [])


SHIP_WITH_TEXT = {"PHQ-9", "PHQ-2", "PHQ-4", "GAD-7", "PCL-5", "PC-PTSD-5", "ASQ", "B-IPF", "ONS4"}
OUR_OWN = {"Working together", "Willingness", "Readiness", "Life areas", "GAS"}


def test_which_questionnaires_may_be_passed_on() -> None:
    assert {name for name in available() if load(name).redistributable} == SHIP_WITH_TEXT | OUR_OWN
    assert {name for name in available() if not load(name).validated} == OUR_OWN
    for name in SHIP_WITH_TEXT:
        assert len(load(name).text_sources) >= 2


def test_the_shipped_instruments() -> None:
    assert set(available()) == {*ITEMS, "BDI-II", "GAS", "HAMD-17", "PRAPARE", "PROMIS"}
    assert load("PHQ-9") is load("phq9")


@pytest.mark.parametrize("name", ["", "PHQ-8", "phq9.json"])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(BadInput, match=r"\(AHC-HRSN, ASQ, .*, Working together\) or a definition file") as problem:
        load(name)
    assert f"found '{name}'" in str(problem.value)


@pytest.mark.parametrize(
    ("name", "items", "low", "high"),
    [("PHQ-9", 9, 0, 27), ("GAD-7", 7, 0, 21), ("HAMD-17", 0, 0, 52), ("BDI-II", 0, 0, 63)],
)
def test_items_and_range(name: str, items: int, low: float, high: float) -> None:
    one = load(name)
    assert (len(one.items), one.minimum, one.maximum, one.direction) == (items, low, high, "lower")
    assert one.validated
    assert one.citation


@pytest.mark.parametrize("name", available())
def test_text_ships_only_where_its_owner_lets_it(name: str) -> None:
    one = load(name)
    options = [option for item in one.items for option in one.options_of(item)]
    texts = [one.prompt, *(item.text for item in one.items), *(option.text for option in options)]
    if one.redistributable and one.items:
        assert all(texts)
    else:
        assert not any(texts)


def test_an_own_file_may_have_a_negative_range_and_fractions(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace("minimum = -7", "minimum = -7.5"), encoding="utf-8")
    own = load(str(file))
    assert (own.minimum, own.maximum, own.direction) == (-7.5, 7, "higher")
    assert own.norm("cutoff") is None
    assert own.band(0) is None


def test_an_own_file_that_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert load(str(file)) is load(str(file))
    file.write_text(OWN.replace("maximum = 7", "maximum = 8"), encoding="utf-8")
    assert load(str(file)).maximum == 8


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "OWN.TOML"
    file.write_text(OWN, encoding="utf-8-sig")
    assert load(str(file)).id == "Week balance"


def test_a_shipped_id_is_not_lent_to_another_scale(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace('"Week balance"', '"phq 9"'), encoding="utf-8")
    with pytest.raises(BadInput, match="key 'id': expected an id of its own, found 'phq 9'"):
        load(str(file))


def test_an_agency_may_restate_a_shipped_instrument_on_its_own_scale(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = OWN.replace('"Week balance"', '"PHQ-9"').replace("-7", "0").replace("= 7", "= 27")
    file.write_text(text.replace("higher", "lower"), encoding="utf-8")
    assert load(str(file)).norms == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "expected a definition file, found none"),
        (b"\xff\xfe\x00", "expected UTF-8 text"),
        (b"id = ", "expected a TOML file; Invalid value (at end of document)"),
        (b"", "key 'redistributable' is missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput) as problem:
        load(str(file))
    assert str(problem.value) == f"{file}: {says}"


def test_a_folder_is_not_a_definition(tmp_path: Path) -> None:
    (tmp_path / "own.toml").mkdir()
    with pytest.raises(BadInput, match="expected a file to read"):
        load(str(tmp_path / "own.toml"))


@pytest.mark.parametrize(
    ("total", "label"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (4.9, "minimal"),
        (5, "mild"),
        (19.5, "moderately severe"),
        (27, "severe"),
    ],
)
def test_the_band_of_a_total(total: float, label: str) -> None:
    band = load("PHQ-9").band(total)
    assert isinstance(band, Band)
    assert band.label == label
