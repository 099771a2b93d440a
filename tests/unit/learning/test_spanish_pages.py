"""What stands around the stories, on the learner's pages and in the terminal, is in Spanish too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.test_languages import ROOT, catalogue

PATHS = sorted(
    path
    for pattern in (
        "web/learning/**/*.py", "web/learning/**/*.html", "learning/**/*.py", "cli/practise*.py",
        "web/accounts/navigation.py", "web/components/templates/components/layout.html",
    )
    for path in ROOT.glob(pattern)
    if "migrations" not in path.parts
)  # fmt: skip
TEXT = re.compile(r"(?<![\w.])_\(\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)')")
COUNTED = re.compile(r"ngettext\(\s*\"([^\"]*)\",\s*\"([^\"]*)\"")


def test_the_reading_of_texts_sees() -> None:
    assert len(PATHS) > 20
    assert sum(len(TEXT.findall(path.read_text(encoding="utf-8"))) for path in PATHS) > 90


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_text_is_translated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    wanted = {first or second for first, second in TEXT.findall(source)}
    wanted |= {"\0".join(pair) for pair in COUNTED.findall(source)}
    assert wanted - set(catalogue("es")) == set()
