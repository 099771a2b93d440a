"""`python -m benchmarks`: measure and print; with `--write`, also write docs/reference/benchmarks.md.

`--only site --write` writes the section of the site anew and leaves the others as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import change, fitting, site, whole_process
from benchmarks.page import page

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
PARTS = ("change", "analyse", "fit", "site")


def main(arguments: list[str]) -> int:
    """Run the parts that are asked for (all by default)."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument(
        "--write", action="store_true", help="write docs/reference/benchmarks.md (all, or the site's part)"
    )
    asked.add_argument("--only", choices=PARTS, help="one part")
    given = asked.parse_args(arguments)
    if given.only == "site":
        text = "\n".join([*_page_without_site(), *site.section(), ""])
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
    return "\n".join([text, *site.section(), ""]) if "site" in parts else text


def _page_without_site() -> list[str]:
    """Return the page up to the site's section, which is the last one."""
    return [PAGE.read_text(encoding="utf-8").partition(site.HEADING)[0].rstrip(), ""]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
