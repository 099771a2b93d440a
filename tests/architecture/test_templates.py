"""Templates: every text can be translated, nothing is styled or scripted in place, nothing comes from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

from tests.architecture.for_each import for_each
from tests.architecture.site_source import WEB

TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
SERVED = [*TEMPLATES, *sorted(path for path in WEB.rglob("static/**/*") if path.is_file())]
READ_OUT = {"aria-label", "title", "alt", "placeholder", "aria-description"}
NO_ADDRESS_AT_ALL = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
"""Names of vocabularies: nothing is fetched from them."""

ELSEWHERE = re.compile(r"""(?:https?:)?//[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[^\s"')]*""")
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false")
LETTER = re.compile(r"[^\W\d_]")
IN_AN_ATTRIBUTE = re.compile(r"{% block width %}[\w ]*{% endblock %}")
"""A block that the layout puts into a class attribute."""

AS_IT_IS = {"pre", "code"}
"""What is shown as a file or a command has it."""

LEXER = Environment(autoescape=True).lexer


def _name(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def _written(path: Path) -> str:
    """Return a template as a browser would see it where every expression came out as a digit."""
    source = IN_AN_ATTRIBUTE.sub("", path.read_text(encoding="utf-8"))
    found = LEXER.tokeniter(source, _name(path))
    return "".join({"data": value, "variable_begin": "0"}.get(token, "") for _line, token, value in found)


class Bare(HTMLParser):
    """The texts and read-out attributes that stand in a template as they are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.styled: list[str] = []
        self._data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what is read out, and what is styled or scripted in place."""
        said = {name: value or "" for name, value in attrs}
        self.found += [value for name, value in said.items() if name in READ_OUT and LETTER.search(value)]
        self.styled += [f"{tag} {name}" for name in said if name == "style" or name.startswith("on")]
        self._data = tag in AS_IT_IS or said.get("type") == "application/json"
        self.styled += [tag] if tag == "style" or (tag == "script" and "src" not in said and not self._data) else []
        self.styled += [value for value in said.values() if value.lower().startswith("javascript:")]

    def handle_endtag(self, tag: str) -> None:
        """After the end of an element, texts count again."""
        self._data = False

    def handle_data(self, data: str) -> None:
        """Take text."""
        if LETTER.search(data) and not self._data:
            self.found.append(data.strip())


@for_each(TEMPLATES, _name)
def test_every_text_can_be_translated(path: Path) -> None:
    assert Bare(_written(path)).found == []


@for_each(TEMPLATES, _name)
def test_nothing_is_styled_or_scripted_in_place(path: Path) -> None:
    """The content security policy would refuse it."""
    assert Bare(_written(path)).styled == []


def test_what_is_not_escaped_is_known() -> None:
    """Each of these was looked at: what people typed is escaped by hand there. tests/web/site/test_escaping.py asks."""
    found = {_name(path): UNESCAPED.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {path: marks for path, marks in found.items() if marks} == {
        "home/templates/home/caseload_list.html": ["autoescape false"],
        "components/templates/components/pictures.html": ["|safe"],
    }


@for_each(SERVED, _name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    found = [one for one in ELSEWHERE.findall(text) if one not in NO_ADDRESS_AT_ALL]
    assert found == []


@for_each(TEMPLATES, _name)
def test_days_and_times_are_on_the_agencys_clock(path: Path) -> None:
    """`day_of` and `time_of` ask it; what a moment itself says is another day for half of the world."""
    assert re.findall(r"\.date\(\)|strftime", path.read_text(encoding="utf-8")) == []


def test_the_readers_see_what_they_should() -> None:
    """Guards the guard."""
    page = Bare('<p title="read">Bare<b style="x" onclick="y">0</b></p><script>z</script><a href="javascript:0">0</a>')
    assert page.found == ["read", "Bare", "z"]
    assert page.styled == ["b style", "b onclick", "script", "javascript:0"]
    assert ELSEWHERE.findall("@import url(//cdn.example.org/a.css)") == ["//cdn.example.org/a.css"]
