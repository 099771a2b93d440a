"""The languages of clients' pages: complete, compiled as written, with nothing of a questionnaire that is not ours."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from docs.compile_texts import compiled, texts_of

import unstuck
from unstuck.guidance import tables
from unstuck.instruments import available, load
from unstuck.language import LANGUAGES, gettext, ngettext, speaking, spoken

ROOT = Path(unstuck.__file__).parent
FOLDERS = ROOT / "web"
CLIENTS_MODULES = (
    "checkins/presenters/client.py", "checkins/views/client.py", "checkins/views/tablet.py",
    "client_pages/presenters/client.py", "client_pages/presenters/helped.py", "client_pages/views/client.py",
    "checkins/reminder_messages.py", "checkins/presenters/offline.py", "client_pages/models.py",
    "client_pages/presenters/consents.py",
)  # fmt: skip
CLIENTS_TEMPLATES = [
    *(
        f"checkins/templates/checkins/{name}.html"
        for name in ("client_layout", "page", "question", "words", "tablet", "no_more")
    ),
    *(
        f"client_pages/templates/client_pages/{name}.html"
        for name in ("layout", "words", "code", "choose", "not_right", "tap", "mine", "consents", "take_back")
    ),
]
PLACE = re.compile(r"%\(\w+\)s")


def catalogue(language: str) -> dict[str, str]:
    source = ROOT / f"locale/{language}/LC_MESSAGES/unstuck.po"
    return texts_of(source.read_text(encoding="utf-8"))


def texts_on_clients_pages() -> set[str]:
    found = set()
    for name in CLIENTS_MODULES:
        for node in ast.walk(ast.parse((FOLDERS / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                constants = [one.value for one in node.args if isinstance(one, ast.Constant)]
                found |= {"\0".join(map(str, constants))} if constants else set()
    for name in CLIENTS_TEMPLATES:
        found |= set(re.findall(r'_\("([^"]+)"', (FOLDERS / name).read_text(encoding="utf-8")))
    return found


def our_own_wording() -> set[str]:
    ours = [load(name) for name in ("Working together", "Willingness", "Readiness", "Life areas")]
    texts = {one.prompt for one in ours} | {item.text for one in ours for item in one.items}
    ends = {one.options_of(item)[place].text for one in ours for item in one.items for place in (0, -1)}
    return {text for text in texts | ends if text}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_text_of_a_clients_page_is_translated_with_its_places(language: str) -> None:
    known = catalogue(language)
    wanted = texts_on_clients_pages() | our_own_wording() | set(tables.words().areas.values())
    assert len(wanted) > 120, "the reading of texts has gone blind"
    assert wanted - set(known) == set()
    for key, text in known.items():
        if key:
            assert text.strip(), key
            assert set(PLACE.findall(key)) == set(PLACE.findall(text)), key


@pytest.mark.parametrize("path", sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(path.read_text(encoding="utf-8"))


def test_no_translation_of_a_questionnaire_that_is_not_ours() -> None:
    others = [load(name) for name in available() if not load(name).licence.startswith("CC0")]
    theirs = {text for one in others for text in (one.prompt, *(item.text for item in one.items)) if len(text) > 12}
    assert theirs & set(catalogue("es")) == set()


def test_a_language_is_spoken_inside_only() -> None:
    with speaking("es"):
        assert (spoken(), gettext("Thank you")) == ("es", "Gracias")
        assert ngettext("%(n)s short question.", "%(n)s short questions, one at a time.", 1) == "%(n)s pregunta corta."
        with speaking("xx"):
            assert gettext("Thank you") == "Thank you"
        assert gettext("No such text") == "No such text"
    assert (spoken(), gettext("Thank you")) == ("en", "Thank you")
