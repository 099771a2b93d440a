"""The sheet for a fresh reader gives no answer away, and what they chose is counted against the key."""

from __future__ import annotations

from tests.blind_vignettes import compared, page, sheet


def test_the_sheet_hides_key_topic_and_rule() -> None:
    rows = sheet(7, "en")
    text = "\n".join(page(rows))
    for one, _options in rows:
        assert one.story in text
        for hidden in (one.title + "\n", one.code, one.why, f"({one.rule})"):
            assert hidden not in text


def test_answers_are_counted_against_the_key() -> None:
    rows = sheet(7, "en")
    key = {
        number: next(letter for letter, option in options.items() if option.code == one.best)
        for number, (one, options) in enumerate(rows, start=1)
    }
    assert list(compared(rows, key)) == [f"{len(rows)} of {len(rows)} agree with the key (100%)."]
    del key[1]
    first = rows[0][0]
    assert (
        next(iter(compared(rows, key))) == f"1. {first.code}: chose no answer, the key is {first.best} ({first.rule})"
    )
    assert len(set(key.values())) == 4, "the key stands in every place"
