"""Finding an instrument by name or by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import Band, available, load

ROOT = Path(__file__).parents[3]
OWN = (ROOT / "examples/instruments/own-total.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "found"),
    [("phq9", "PHQ-9"), ("PHQ-9", "PHQ-9"), ("gad 7", "GAD-7"), ("Hamd_17", "HAMD-17"), ("bdiii", "BDI-II")],
)
def test_case_and_punctuation_do_not_matter(name: str, found: str) -> None:
    assert load(name).id == found


def test_the_shipped_instruments() -> None:
    assert available() == ("BDI-II", "GAD-7", "HAMD-17", "PHQ-9")
    assert load("PHQ-9") is load("phq9")


@pytest.mark.parametrize("name", ["", "PHQ-8", "phq9.json"])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(BadInput, match=r"\(BDI-II, GAD-7, HAMD-17, PHQ-9\) or a definition file") as problem:
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


def test_text_ships_only_where_its_owner_lets_it() -> None:
    for one in map(load, available()):
        texts = [one.prompt, *(item.text for item in one.items), *(option.text for option in one.options)]
        assert all(texts) if one.redistributable else not any(texts)
    assert not load("BDI-II").redistributable
    assert not load("HAMD-17").redistributable


def test_item_nine_of_the_phq9_is_the_safety_item() -> None:
    assert [item.code for item in load("PHQ-9").items if item.safety] == ["phq9_9"]
    assert not any(item.safety for item in load("GAD-7").items)


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
