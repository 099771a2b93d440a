"""The vignettes that come with Unstuck, by topic, in English and in the other languages there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from unstuck.language import ENGLISH, LANGUAGES
from unstuck.language import gettext as _
from unstuck.learning.reading import parsed, vignettes_from
from unstuck.learning.vignette import Vignette, VignetteOption


def topic_titles() -> Mapping[str, str]:
    """Return what each topic is called, in the order of a list to choose from."""
    return {
        "safety": _("Safety"),
        "silence": _("Silence"),
        "engagement": _("Working together"),
        "stalls": _("Stalls"),
        "consultation": _("Asking a colleague"),
        "approach": _("Another approach"),
        "life_areas": _("Several areas of life"),
        "culture": _("Culture and language"),
        "long_term": _("Long-term work"),
        "mandate": _("Under a mandate"),
        "transfer": _("Another worker"),
        "endings": _("Endings"),
        "own_part": _("Your own part"),
    }


def _folder() -> Traversable:
    return resources.files("unstuck.learning") / "vignettes"


def shipped_files(folder: Traversable) -> Sequence[Traversable]:
    """Return the files of vignettes in a folder, by name."""
    return sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)


@cache
def vignettes(language: str = ENGLISH) -> Mapping[str, Vignette]:
    """Return every vignette that comes with Unstuck by its code; in English where a text is not in that language."""
    read = [one for path in shipped_files(_folder()) for one in vignettes_from(path.read_bytes(), file=path.name)]
    order = list(topic_titles())
    read.sort(key=lambda one: order.index(one.topic))
    texts = {} if language == ENGLISH or language not in LANGUAGES else texts_in(language)
    return {one.code: _with_texts(one, texts[one.code]) if one.code in texts else one for one in read}


@cache
def texts_in(language: str) -> Mapping[str, Any]:
    """Return the texts of the vignettes in another language, by code."""
    return {
        code: row
        for path in shipped_files(_folder() / language)
        for code, row in parsed(path.read_bytes(), file=path.name).items()
    }


def _with_texts(vignette: Vignette, row: Mapping[str, Any]) -> Vignette:
    options = tuple(VignetteOption(one.code, **row["options"][one.code]) for one in vignette.options)
    story = " ".join(row["story"].split())
    return replace(vignette, title=row["title"], story=story, why=row["why"], options=options)
