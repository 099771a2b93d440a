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

Generated from `src/unstuck/web/config/authorization.toml`, the table by which the site refuses and the tests ask: every
route × method × person × relation, on SQLite and on PostgreSQL. Change the table, then run `make docs`.

- What is not in the table is refused: 403. `HEAD` counts as `GET`.
- Nobody signed in is sent to the sign-in page, but for rows that are open to everybody.
- A client, score, fact or file that is not this person's to open is answered like one that does not exist: 404.
- **own**: one's own client, or a file that one brought in. **team**: a client of somebody in the team that one
  supervises. **agency**: somebody of one's own agency. **yes**: no client is named in the address; what the page lists
  is bounded in the same way.
- Nobody has a view of another agency, and no role has a view of the numbers of single workers.
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
