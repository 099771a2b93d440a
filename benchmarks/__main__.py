"""`python -m benchmarks`: measure and print; with `--write`, also write docs/reference/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import change, fitting, whole_process
from benchmarks.page import page

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
PARTS = ("change", "analyse", "fit")


def main(arguments: list[str]) -> int:
    """Run the parts that are asked for (all by default)."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--write", action="store_true", help="write docs/reference/benchmarks.md (all parts)")
    asked.add_argument("--only", choices=PARTS, help="one part")
    given = asked.parse_args(arguments)
    parts = [given.only] if given.only and not given.write else list(PARTS)
    contests = [change.contest()] if "change" in parts else []
    processes = whole_process.analyses() if "analyse" in parts else []
    contests += [fitting.contest()] if "fit" in parts else []
    text = page(contests, processes)
    print(text)
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
