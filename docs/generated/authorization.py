"""Who may use which route, from the table that the site enforces and the tests ask cell by cell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import unstuck

TABLE = Path(unstuck.__file__).parent / "web/config/authorization.toml"
"""Read as it stands: the page is made without setting the site up."""

ROLES = ("worker", "supervisor", "manager", "administrator")
PATH = "reference/authorization.md"

HEAD = """# Who may use which page

Generated from `src/unstuck/web/config/authorization.toml`, the table that the site enforces and the tests go
through. After a change to it, run `make docs`.

- Anything that is not in the table is refused: 403. `HEAD` counts as `GET`.
- Anybody who is not signed in is sent to the sign-in page, except where a row is open to everybody.
- A client, score, fact or file that this person may not open is answered as if it did not exist: 404.
- **own**: your own client, or a file that you brought in. **team**: a client of somebody in the team that you
  supervise. **agency**: somebody in your own agency. **yes**: the address names no client; what the page lists
  is limited in the same way.
- Nobody has a view of another agency, and no role sees numbers by worker.
"""

NOBODY = "–"


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_table(), ""])


def _table() -> Iterator[str]:
    yield "| route | method | not signed in | " + " | ".join(ROLES) + " |"
    yield "|---" * (len(ROLES) + 3) + "|"
    for route, methods in sorted(tomllib.loads(TABLE.read_text(encoding="utf-8")).items()):
        for method, row in methods.items():
            cells = ["yes" if row == "everybody" else NOBODY, *(_words(row, role) for role in ROLES)]
            yield f"| `{route}` | {method} | " + " | ".join(cells) + " |"


def _words(row: str | Mapping[str, list[str]], role: str) -> str:
    if isinstance(row, str):
        return "yes"
    return (", ".join(row[role]) or "yes") if role in row else NOBODY
