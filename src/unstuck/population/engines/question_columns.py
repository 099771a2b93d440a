"""Which columns of a file hold the answers to a questionnaire's questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unstuck.instruments.definition import Item

_NUMBERED = ("q{}", "item{}", "question{}")
"""How questions are named that are no more than numbered."""
NUMBER_BEHIND = re.compile(r"([a-z]+)\d{1,2}")


SHORTEST_TEXT = 20
"""So many letters of a question's text name it where the rest is cut off: four words or more."""


def item_columns(headers: Sequence[str], items: Sequence[Item]) -> tuple[str, ...]:
    """Return the columns of the items in their order; none where they are not all there.

    A column is known by an item's code or LOINC code, by its number, or by the text of the question, whole or cut off,
    as surveys put it above their columns.

    >>> gad = [Item("gad7_1", "Feeling nervous, anxious, or on edge", "69725-0"), Item("gad7_2", "")]
    >>> item_columns(["id", "Q1", "q2"], gad), item_columns(["id", "GAD-7 Item 1", "gad7_q2"], gad)
    (('Q1', 'q2'), ('GAD-7 Item 1', 'gad7_q2'))
    >>> item_columns(["id", "gad1", "GAD_2"], gad), item_columns(["id", "69725-0"], gad[:1])
    (('gad1', 'GAD_2'), ('69725-0',))
    >>> item_columns(["id", "Over the last two weeks … [Feeling nervous, anxious or on edge]"], gad[:1])
    ('Over the last two weeks … [Feeling nervous, anxious or on edge]',)
    """
    by_name = {squeezed(header): header for header in reversed(headers)}
    each = [next((by_name[one] for one in _names_of(item) if one in by_name), None) for item in items]
    if items and all(each):
        return tuple(one for one in each if one)
    for form in (*_letters_of(items), *_NUMBERED):
        wanted = [form.format(number) for number in range(1, len(items) + 1)]
        if items and all(one in by_name for one in wanted):
            return tuple(by_name[one] for one in wanted)
    for found in (
        [_starting(headers, number) for number in range(1, len(items) + 1)],
        [_asking(headers, item.text) for item in items],
    ):
        if all(found) and len(set(found)) == len(items):
            return tuple(one for one in found if one)
    return ()


def _asking(headers: Sequence[str], text: str) -> str | None:
    """Return the one column that is named by the text of a question, or by how it begins.

    >>> _asking(["id", "4) Feeling tired or having little"], "Feeling tired or having little energy")
    '4) Feeling tired or having little'
    >>> _asking(["Feeling tired", "a [Feeling tired or having little energy]"], "Feeling tired or having little energy")
    'a [Feeling tired or having little energy]'
    """
    question = squeezed(text)
    found = [header for header in headers if len(question) >= SHORTEST_TEXT and _asks(header, question)]
    return found[0] if len(found) == 1 else None


def _asks(header: str, question: str) -> bool:
    parts = [squeezed(part) for part in re.split(r"[\[\]:]|^\W*\d{1,2}[.):]? ", header)]
    return question in squeezed(header) or any(
        len(part) >= SHORTEST_TEXT and question.startswith(part) for part in parts
    )


def _letters_of(items: Sequence[Item]) -> list[str]:
    """Return how answers are named by the letters of their questionnaire alone: phq1 for the first of PHQ-9.

    >>> _letters_of([Item("phq9_1", ""), Item("phq9_2", "")]), _letters_of([])
    (['phq{}'], [])
    """
    return [f"{match[0]}{{}}" for one in items[:1] if (match := re.match("[a-z]+", one.code))]


def further_questions(headers: Sequence[str], columns: Sequence[str]) -> int:
    """Return how many questions are numbered on beyond these columns, where their names say no more than a number.

    >>> nine = [f"Q{number}" for number in range(1, 10)]
    >>> further_questions(nine, nine[:7]), further_questions(nine, nine), further_questions(["a_1", "q2"], ["a_1"])
    (2, 0, 0)
    """
    names = {squeezed(header) for header in headers}
    first, count = squeezed(columns[0]) if columns else "", len(columns)
    letters = NUMBER_BEHIND.fullmatch(first)
    form = f"{letters[1]}{{}}" if letters and first == f"{letters[1]}1" else None
    number = count + 1
    while form.format(number) in names if form else first[:1].isdigit() and _starting(headers, number):
        number += 1
    return number - count - 1


def some_answers(headers: Sequence[str], items: Sequence[Item]) -> tuple[str, ...]:
    """Return the columns of answers where fewer are numbered than the questionnaire has, two or more.

    >>> nine = [Item(f"phq9_{number}", "") for number in range(1, 10)]
    >>> some_answers(["id", "phq_1", "phq_2", "phq_3"], nine), some_answers(["id", "week_1", "week_2"], nine)
    (('phq_1', 'phq_2', 'phq_3'), ())
    """
    by_name = {squeezed(header): header for header in headers}
    stem = items[0].code.rpartition("_")[0] if items else ""
    for form in (f"{squeezed(stem)}{{}}", *_letters_of(items), *_NUMBERED):
        found = [by_name[name] for number in range(1, len(items) + 1) if (name := form.format(number)) in by_name]
        if 2 <= len(found) < len(items):
            return tuple(found)
    return ()


def item_column(headers: Sequence[str], item: Item) -> str | None:
    """Return the column of one item by its own code or its question's text, None where there is none for certain.

    >>> ninth = Item("phq9_9", "Thoughts that you would be better off dead")
    >>> item_column(["client", "PHQ-9 q9", "total"], ninth), item_column(["client", "q9"], ninth)
    ('PHQ-9 q9', None)
    """
    by_name = {squeezed(header): header for header in reversed(headers)}
    named = next((by_name[one] for one in _names_of(item) if one in by_name), None)
    return named or _asking(headers, item.text)


def _names_of(item: Item) -> Iterator[str]:
    """Yield how a column may be named for an item, as `squeezed` has it."""
    stem, _line, number = item.code.rpartition("_")
    yield squeezed(item.code)
    if stem and number.isdigit():
        yield from (squeezed(f"{stem}{form}{number}") for form in ("q", "item", "question", "i"))
    if item.loinc:
        yield from (squeezed(item.loinc), squeezed(item.loinc.partition("-")[0]))


def squeezed(name: str) -> str:
    """Return the letters and digits of a name, in small letters: what columns are compared by.

    >>> squeezed("PHQ9_01"), squeezed("PHQ-9 Q10")
    ('phq91', 'phq9q10')
    """
    return re.sub(r"[^a-z0-9]|(?<!\d)0+(?=\d)", "", name.casefold())


def _starting(headers: Sequence[str], number: int) -> str | None:
    """Return the column whose name is a numbered question, such as "1. Little interest ..."."""
    found = [header for header in headers if re.match(rf"\s*(q|item )?{number}[.):]\s+\S", header, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None
