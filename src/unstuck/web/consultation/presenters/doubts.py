"""What is left in a redacted text and still looks like a name, a place or a number: marked for the worker's eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from unstuck.interop.deidentify import doubtful
from unstuck.web.consultation.presenters.dialogue import BriefPart


def marked(text: str) -> SafeString:
    """Return a text with its doubtful words marked, safe to show.

    >>> marked("Sent to <Harrow>.")
    'Sent to &lt;<mark class="brief__doubt">Harrow</mark>&gt;.'
    """
    pieces, done = [], 0
    for start, end in doubtful(text):
        pieces += [escape(text[done:start]), format_html('<mark class="brief__doubt">{}</mark>', text[start:end])]
        done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308  (each piece is escaped above)


def marked_parts(parts: Sequence[BriefPart]) -> list[BriefPart]:
    """Return the parts of a brief with their doubtful words marked."""
    return [replace(part, lines=[marked(line) for line in part.lines]) for part in parts]


def doubts_in(question: str, parts: Sequence[BriefPart]) -> int:
    """Return how many words are marked altogether."""
    return sum(len(doubtful(text)) for text in (question, *(line for part in parts for line in part.lines)))
