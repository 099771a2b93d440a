"""Reading our own pages: fenced blocks, headings, links; and comparing shown output with real output."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = "…"
"""Stands for lines, or for a part of a line, that a page leaves out."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, its text, and the line on which it begins."""

    info: tuple[str, ...]
    text: str
    line: int

    @property
    def language(self) -> str:
        return self.info[0] if self.info else ""


@dataclass(frozen=True)
class Command:
    """One `$ ` line of a console block, with the output that is shown under it."""

    line: str
    shown: tuple[str, ...]


def pages() -> list[Path]:
    """Return every page of ours: at the top, and below docs."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page in their order.

    >>> [(block.info, block.text, block.line) for block in blocks("a\\n```python\\n1 + 1\\n```\\n")]
    [(('python',), '1 + 1\\n', 2)]
    """
    fence = re.compile(r"^```([^\n`]*)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
    for found in fence.finditer(text):
        yield Block(tuple(found[1].split()), found[2], text.count("\n", 0, found.start()) + 1)


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block; a line that ends with a backslash goes on.

    >>> list(commands(Block(("console",), "$ a \\\\\\n  b\\nout\\n$ c\\n", 1)))
    [Command(line='a \\\\\\n  b', shown=('out',)), Command(line='c', shown=())]
    """
    for chunk in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        lines = chunk.splitlines()
        last = next(at for at, line in enumerate(lines) if not line.endswith("\\"))
        yield Command("\n".join(lines[: last + 1]), tuple(lines[last + 1 :]))


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```[ ]*$", "", text, flags=re.MULTILINE | re.DOTALL)


def links(text: str) -> Iterator[str]:
    """Yield the targets of links and pictures, those inside code left out.

    >>> list(links("[a](b.md#c) `[d](e)` ![f](g.png)"))
    ['b.md#c', 'g.png']
    """
    prose = re.sub(r"`[^`\n]*`", "", without_blocks(text))
    yield from re.findall(r"\]\(([^()\s]+)\)", prose)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them.

    >>> sorted(anchors("# What `unstuck fit` does, in 3 steps\\n"))
    ['what-unstuck-fit-does-in-3-steps']
    """
    headings = re.findall(r"^#{1,6} (.+)$", without_blocks(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def agrees(shown: Sequence[str], real: Sequence[str]) -> bool:
    """Return whether the output that a page shows is what came out; `…` leaves out lines or a part of one.

    >>> agrees(["a", "…", "d … f"], ["a", "b", "c", "d e f"])
    True
    >>> agrees(["a", "d"], ["a", "b", "d"]), agrees(["a"], ["a", "b"]), agrees(["a", "…"], ["a", "b"])
    (False, False, True)
    """
    if not shown:
        return not real
    if shown[0].strip() == LEFT_OUT:
        return any(agrees(shown[1:], real[at:]) for at in range(len(real) + 1))
    return bool(real) and _same_line(shown[0], real[0]) and agrees(shown[1:], real[1:])


def _same_line(shown: str, real: str) -> bool:
    pattern = ".*".join(re.escape(part.strip()) for part in shown.split(LEFT_OUT))
    return re.fullmatch(r"\s*" + pattern.replace(".*", r"\s*.*\s*") + r"\s*", real) is not None
