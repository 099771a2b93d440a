"""Letters are set in the writing systems of the people served; what no font has is named."""

from __future__ import annotations

from typing import Any

import pytest

from unstuck.reporting import letters
from unstuck.reporting.letters import CannotBeSet, Letter, as_pdf, cannot_be_set

NAMES = {
    "Bengali": "অমিত রায়",
    "Tamil": "தமிழ்ச்செல்வி",
    "Thai": "สมชาย ใจดี",
    "Amharic": "አበበ ቢቂላ",
    "Tigrinya": "ሰላም ተስፋይ",
    "Chinese": "王小明",
    "Chinese, traditional": "陳麗華",
    "Japanese": "佐藤 さくら",
    "Korean": "김민준",
    "Arabic": "محمد الحسن",
    "Persian": "می‌خواهم",
    "Urdu": "چودھری",
    "Pashto": "ښایسته",
    "Hebrew": "דוד כהן",
    "Hindi": "नमस्ते क्षत्रिय",
    "Punjabi": "ਸਿੰਘ",
    "Gujarati": "ગુજરાતી",
    "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Sinhala": "සිංහල",
    "Burmese": "ဦးမောင်",
    "Khmer": "សុខា",
    "Lao": "ສົມພອນ",
    "Georgian": "გიორგი",
    "Armenian": "Հայկ",
    "Ukrainian": "Їжак Ґанна",
    "Greek": "Γιώργος",
    "Vietnamese": "Nguyễn Thị Hường",
    "Polish": "Łukasz Żółć",
    "Yoruba": "Ọlọ́runfẹ́mi",
}


def letter(text: str, **given: Any) -> Letter:
    parts: dict[str, Any] = {
        "title": "Letter",
        "sender": ("Riverside",),
        "receiver": ("Office",),
        "date": "today",
        "opening": "Hello",
        "sections": (("About", (text,)),),
        "notice": "",
        "closing": ("Wanda",),
    }
    return Letter(**(parts | given))


@pytest.mark.parametrize("language", NAMES)
def test_a_name_is_set_in_its_own_letters(language: str) -> None:
    assert as_pdf(letter(NAMES[language])).startswith(b"%PDF-")


@pytest.mark.parametrize("part", ["title", "date", "opening", "notice"])
def test_it_is_set_wherever_it_stands(part: str) -> None:
    assert as_pdf(letter("", **{part: NAMES["Bengali"]})).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x0b", "\x1b", "\x85", "\u202e", "\u2066", "\ufeff", "\ud800", "\t"]
)
def test_what_nobody_sees_does_not_stop_a_letter(hidden: str) -> None:
    assert as_pdf(letter(f"Cleo{hidden} Brook")).startswith(b"%PDF-")


@pytest.mark.parametrize("written", ["One\u2028two", "One\u2029two", "\u845b\U000e0100\u57ce", "1\ufe0e"])
def test_lines_as_other_programs_end_them_and_a_choice_of_shape_do_not_stop_a_letter(written: str) -> None:
    assert as_pdf(letter(written)).startswith(b"%PDF-")


def test_what_no_font_has_is_named_once_each() -> None:
    text = "Well done \U0001f642 and \U0001f9ff, \U0001f642! \U00020bb7"
    assert cannot_be_set(letter(text, closing=("\U0001f9ff",))) == ("\U0001f642", "\U0001f9ff", "\U00020bb7")
    with pytest.raises(CannotBeSet, match="expected text that the fonts can show") as refused:
        as_pdf(letter(text))
    assert refused.value.letters == ("\U0001f642", "\U0001f9ff", "\U00020bb7")


def test_the_list_of_what_can_be_set_is_true() -> None:
    """Of every 97th character on it, a letter is set; of what stands beside its ranges, none."""
    points = [point for first, last in letters._ranges() for point in range(first, last + 1)]
    assert len(points) > 20_000
    assert letters.sets(" ".join(map(chr, points[::97])))
    assert not letters.sets("\U0001f642")


def test_what_cannot_be_set_for_another_reason_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_covered", lambda point: True)
    with pytest.raises(CannotBeSet) as refused:
        as_pdf(letter("\U0001f642"))
    assert refused.value.letters == ()
