"""Print the vignettes as a fresh reader gets them, options shuffled and answers hidden, and compare what they chose.

    python -m tests.blind_vignettes --seed 7 > sheet.txt
    python -m tests.blind_vignettes --seed 7 --answers answers.txt

The answers are lines such as `12 b`. The second command prints the share that agrees with the key, and every
disagreement with the rule behind the key. `--language es` does it in Spanish.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from unstuck.learning.library import vignettes
from unstuck.learning.practice import LETTERS, drawn, question, shuffled
from unstuck.learning.vignette import Vignette, VignetteOption

Sheet = Sequence[tuple[Vignette, Mapping[str, VignetteOption]]]

HEAD = """Read each story and choose what you would do NEXT: the one thing that comes first, not the only one.
Answer with the number and the letter, one a line, such as: 12 b
"""


def sheet(seed: int, language: str) -> Sheet:
    """Return all vignettes in a drawn order, each with its options by letter."""
    random = Random(seed)  # noqa: S311 - the order is no secret
    pool = vignettes(language)
    return [
        (one, dict(zip(LETTERS, shuffled(one, random), strict=True))) for one in drawn(pool.values(), len(pool), random)
    ]


def page(rows: Sheet) -> Iterator[str]:
    """Yield the lines for the reader; nothing in them tells the key, the topic or the rule."""
    yield HEAD
    for number, (one, options) in enumerate(rows, start=1):
        yield from (f"{number}.", one.story, question(one))
        yield from (f"   {letter}) {option.says}" for letter, option in options.items())
        yield ""


def compared(rows: Sheet, answers: Mapping[int, str]) -> Iterator[str]:
    """Yield each disagreement, then the share that agrees with the key."""
    agree = 0
    for number, (one, options) in enumerate(rows, start=1):
        chosen = options[answers[number]].code if number in answers else "no answer"
        if chosen == one.best:
            agree += 1
        else:
            yield f"{number}. {one.code}: chose {chosen}, the key is {one.best} ({one.rule})"
    yield f"{agree} of {len(rows)} agree with the key ({agree / len(rows):.0%})."


def main(arguments: Sequence[str]) -> int:
    """Print the sheet, or compare answers with the key."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--language", default="en")
    parser.add_argument("--answers", type=Path)
    chosen = parser.parse_args(arguments)
    rows = sheet(chosen.seed, chosen.language)
    if chosen.answers is None:
        lines = page(rows)
    else:
        found = re.findall(r"^\s*(\d+)\W+([a-d])\b", chosen.answers.read_text(encoding="utf-8").lower(), re.MULTILINE)
        lines = compared(rows, {int(number): letter for number, letter in found})
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
