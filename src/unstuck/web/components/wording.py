"""Whether a text says anything."""

from __future__ import annotations


def has_words(text: str) -> bool:
    """Tell whether a text holds at least a letter or a figure of any script: a dot or an invisible sign says nothing.

    >>> has_words("Нет"), has_words("7"), has_words(" . "), has_words("\\u200b")
    (True, True, False, False)
    """
    return any(map(str.isalnum, text))
