"""Texts in the reader's language, and in the word that their agency has for a client.

Staff pages and files are in English; a client's pages may be in another language. A catalogue is opened once: the
standard library would search the disk at every call. An agency's own word takes the place of "client" in English texts
of ours, never in what people typed: it is put into a text before anything else is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "es": "Español"}
"""The languages of a client's pages, each by its own name."""

CLIENT = "client"
CLIENT_WORDS: Mapping[str, tuple[str, str]] = {
    CLIENT: ("client", "clients"),
    "participant": ("participant", "participants"),
    "member": ("member", "members"),
    "service_user": ("service user", "service users"),
    "patient": ("patient", "patients"),
    "resident": ("resident", "residents"),
}
"""What an agency may call those whom it helps, for one and for several. Each takes the article "a"; codes are kept."""


class Speech(NamedTuple):
    """How texts are said now: in which language, and with which word; None: before anybody in particular reads them."""

    language: str
    word: str | None


NOBODY_YET, PLAIN = Speech(ENGLISH, None), Speech(ENGLISH, CLIENT)
_speech: ContextVar[Speech] = ContextVar("speech", default=NOBODY_YET)
_CLIENT = re.compile(r"(?<!%\()(?<!{)\b([Cc])lient(s?)\b")
"""The word itself; not the name of a place to be filled, such as %(client)s."""


@contextmanager
def _speaking(speech: Speech) -> Iterator[None]:
    before = _speech.set(PLAIN if speech == PLAIN else speech)
    try:
        yield
    finally:
        _speech.reset(before)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let texts be in a language for the length of the body; an unknown one is English.

    >>> with speaking("es"):
    ...     gettext("Back")
    'Atrás'
    >>> gettext("Back")
    'Back'
    """
    with _speaking(_speech.get()._replace(language=language if language in LANGUAGES else ENGLISH)):
        yield


@contextmanager
def calling(word: str) -> Iterator[None]:
    """Let a client be called by a word for the length of the body; an unknown one is "client".

    >>> with calling("service_user"):
    ...     gettext("Clients see the client's own words: %(client)s")
    "Service users see the service user's own words: %(client)s"
    """
    with _speaking(_speech.get()._replace(word=word if word in CLIENT_WORDS else CLIENT)):
        yield


def spoken() -> str:
    """Return the code of the language that texts are in now."""
    return _speech.get().language


def gettext(text: str) -> str:
    """Return a text in the language that is spoken now; in English where it has none in that language."""
    speech = _speech.get()
    if speech is PLAIN:  # what most pages are in, and asked for thousands of times on one
        return text
    if speech.language != ENGLISH:
        return _catalogue(speech.language).gettext(text)
    if "lient" not in text:
        return text
    return LaterText(text) if speech.word is None else _reworded(text, speech.word)


def ngettext(one: str, many: str, count: int) -> str:
    """Return a text for one or for several."""
    language = _speech.get().language
    if language != ENGLISH:
        return _catalogue(language).ngettext(one, many, count)
    return gettext(one if count == 1 else many)


class LaterText(str):
    """A text of ours with the word "client", made before anybody in particular reads it: said when it is shown."""

    __slots__ = ()

    def _now(self) -> str:
        word = _speech.get().word
        raw = str.__str__(self)
        return raw if word is None or word == CLIENT else _reworded(raw, word)

    def __str__(self) -> str:
        return self._now()

    def __html__(self) -> str:
        said = self._now()
        for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ("'", "#39"), ('"', "#34")):
            said = said.replace(sign, f"&{name};")
        return said

    def __format__(self, how: str) -> str:
        return format(self._now(), how)

    def __mod__(self, given: Any) -> str:
        said: str = self._now() % given
        return said

    def __add__(self, other: str) -> str:
        return self._now() + other

    def __radd__(self, other: str) -> str:
        return other + self._now()

    def __getitem__(self, part: Any) -> str:
        return said_later(self._now()[part])

    def capitalize(self) -> str:
        """Return it with a capital at its beginning."""
        return said_later(self._now().capitalize())

    def format(self, *given: Any, **named: Any) -> str:
        """Fill its places."""
        return self._now().format(*given, **named)


def said_later(text: str) -> str:
    """Return a text of ours that is read once for everybody, to be said in the word of whoever it is shown to."""
    return LaterText(text) if "lient" in text else text


def all_said_later(value: Any) -> Any:
    """Return what a table of ours holds, with every text of it said later."""
    if isinstance(value, dict):
        return {key: all_said_later(one) for key, one in value.items()}
    if isinstance(value, list):
        return [all_said_later(one) for one in value]
    return said_later(value) if isinstance(value, str) else value


Answer = TypeVar("Answer")


def kept_by_speech(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keep what a function returns, for each language and each word that a client is called by."""
    kept = lru_cache(maxsize=256)(lambda _speech, *given: function(*given))

    @wraps(function)
    def asked(*given: Any) -> Answer:
        return kept(_speech.get(), *given)

    return asked


@lru_cache(maxsize=4096)
def _reworded(text: str, word: str) -> str:
    """Put an agency's word into the place of "client", in the same number and with the same first letter."""

    def other(found: re.Match[str]) -> str:
        said = CLIENT_WORDS[word][bool(found[2])]
        return said.capitalize() if found[1] == "C" else said

    return _CLIENT.sub(other, text)


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("unstuck", Path(__file__).with_name("locale"), [language])
