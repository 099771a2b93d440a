"""`python -m benchmarks`: measure and print; with `--write`, also write docs/reference/benchmarks.md.

`--only site --write` (or `directory`) writes that section anew and leaves the others as they are. `--against CHECKOUT`
measures this version beside another one, which has its own `.venv`, in turns, and prints the ratios.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import against, change, directory, fitting, mixed, registry, site, team, whole_process
from benchmarks.page import page

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
SECTIONS = {"site": site, "directory": directory, "registry": registry, "team": team, "mixed": mixed}
"""What has a section of its own, in the order of the page, after the contests."""
PARTS = ("change", "analyse", "fit", *SECTIONS)


def main(arguments: list[str]) -> int:
    """Run the parts that are asked for (all by default)."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--write", action="store_true", help="write docs/reference/benchmarks.md (all, or one section)")
    asked.add_argument("--only", choices=PARTS, help="one part")
    asked.add_argument("--against", type=Path, metavar="CHECKOUT", help="compare with the version before, in turns")
    given = asked.parse_args(arguments)
    if given.against:
        print("\n".join(against.compared(given.against.resolve())))
        return 0
    if given.only in SECTIONS:
        text = _page_with(given.only)
    else:
        text = _measured([given.only] if given.only and not given.write else list(PARTS))
    print(text)
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0


def _measured(parts: list[str]) -> str:
    contests = [change.contest()] if "change" in parts else []
    processes = whole_process.analyses() if "analyse" in parts else []
    contests += [fitting.contest()] if "fit" in parts else []
    text = page(contests, processes)
    return "\n".join([text, *("\n".join([*one.section(), ""]) for name, one in SECTIONS.items() if name in parts)])


def _page_with(name: str) -> str:
    """Return the page as it is, with one section measured anew."""
    before, _heading, rest = PAGE.read_text(encoding="utf-8").partition(SECTIONS[name].HEADING)
    later = [one.HEADING for one in list(SECTIONS.values())[list(SECTIONS).index(name) + 1 :]]
    after = [heading + rest.partition(heading)[2] for heading in later[:1] if heading in rest]
    return "\n".join([before.rstrip(), "", *SECTIONS[name].section(), *after, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
