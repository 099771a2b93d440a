"""Write the generated pages, or with `--check` say which of them are out of date.

Each generated page is one module in `docs/generated/` with `PATH` (below `docs/`) and `render() -> str`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import docs.generated

DOCS = Path(__file__).resolve().parent


def pages() -> dict[Path, str]:
    """Return every generated page: its path and its text as it should be."""
    modules = [
        importlib.import_module(f"docs.generated.{found.name}")
        for found in pkgutil.iter_modules(docs.generated.__path__)
    ]
    return {(DOCS / module.PATH).resolve(): module.render() for module in modules}


def main(arguments: list[str]) -> int:
    """Write or check; the status is 1 when a page is out of date."""
    stale = {
        path: text for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(DOCS.parent)} is out of date: run `make docs`\n")
        return 1 if stale else 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(DOCS.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
