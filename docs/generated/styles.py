"""The part of govuk-frontend's style sheet that the site's pages use: a quarter of it, so that a phone waits less.

A rule stays where the pages, or the components' own script, use every class that one of its selectors asks for. Names
that are put together in a template (`govuk-button--` and a kind) keep whatever begins like them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src/unstuck/web"
WHOLE = ROOT / ".ci/govuk-frontend.min.css"
SCRIPT = WEB / "components/static/unstuck/govuk-frontend.min.js"
PATH = "../src/unstuck/web/components/static/unstuck/govuk-used.css"
CLASS = re.compile(r"govuk-[\w!-]+")
IN_SELECTOR = re.compile(r"\.((?:[\w-]|\\.)+)")
OURS = re.compile(r"govuk-")
NESTED = ("media", "supports")


def render() -> str:
    """Return the style sheet."""
    return "".join(_kept(tinycss2.parse_stylesheet(WHOLE.read_text(encoding="utf-8"), True, True), used())) + "\n"


def used() -> set[str]:
    """Return the classes that pages name, and those that the script sets on the blocks among them."""
    files = (path for kind in ("html", "py") for path in WEB.rglob(f"*.{kind}"))
    named = {name for path in files for name in CLASS.findall(path.read_text(encoding="utf-8"))}
    blocks = {_block(name) for name in named}
    return named | {name for name in CLASS.findall(SCRIPT.read_text(encoding="utf-8")) if _block(name) in blocks}


def _block(name: str) -> str:
    """Return the block of a class.

    >>> _block("govuk-radios__conditional--hidden"), _block("govuk-button--secondary")
    ('govuk-radios', 'govuk-button')
    """
    return re.split(r"__|--", name)[0]


def _kept(rules: Iterable[Any], names: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _matches(one, names)]
            if selectors:
                yield ",".join(selectors) + "{" + tinycss2.serialize(rule.content) + "}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTED:
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content, True, True), names))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: Iterable[Any]) -> Iterator[str]:
    """Yield the parts between the commas of a rule's prelude; those within brackets part nothing."""
    part: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(token)
    yield tinycss2.serialize(part).strip()


def _matches(selector: str, names: set[str]) -> bool:
    """Tell whether something on a page may match: a class that must not be there never stands in the way.

    >>> _matches(".govuk-a:not(:has(.govuk-b))", {"govuk-a"}), _matches(".govuk-a .govuk-b", {"govuk-a"})
    (True, False)
    >>> _matches(".govuk-a--red", {"govuk-a--"}), _matches("a[href]", set())
    (True, True)
    """
    wanted = IN_SELECTOR.findall(re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector))
    begun = tuple(name for name in names if name.endswith("-"))
    plain = [name.replace("\\", "") for name in wanted if OURS.match(name)]
    return all(name in names or (bool(begun) and name.startswith(begun)) for name in plain)
