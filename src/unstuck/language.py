"""Texts in the reader's language. Staff pages and files are in English; a client's pages may be in another language.

A catalogue is opened once: the standard library would search the disk at every call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "es": "Español"}
"""The languages of a client's pages, each by its own name."""

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let texts be in a language for the length of the body; an unknown one is English.

    >>> with speaking("es"):
    ...     gettext("Back")
    'Atrás'
    >>> gettext("Back")
    'Back'
    """
    before = _language.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _language.reset(before)


def spoken() -> str:
    """Return the code of the language that texts are in now."""
    return _language.get()


def gettext(text: str) -> str:
    """Return a text in the language that is spoken now; in English where it has none in that language."""
    language = _language.get()
    return text if language == ENGLISH else _catalogue(language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return a text for one or for several."""
    language = _language.get()
    return (one if count == 1 else many) if language == ENGLISH else _catalogue(language).ngettext(one, many, count)


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("unstuck", Path(__file__).with_name("locale"), [language])
