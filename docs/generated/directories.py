"""Forms of directories, and what happens to them: the very rows that the tests run."""

from __future__ import annotations

from tests.spec import directories_table

PATH = "reference/directories.md"

HEAD = """# Directories of services, and what happens to them

Generated from `tests/spec/directories.toml`; each row is tried by the tests. After a change to it, run `make docs`. How
to bring one in: [a directory of services](../how-to/directory.md).

- **whole**: everything is read as it stands.
- **said**: it comes in, and what was read otherwise than it is written, or is kept beside, is listed.
- **in part**: rows that cannot be used are listed and left out; the rest comes in.
- **refused**: nothing comes in, and the directory that was there stays.

Hours that cannot be followed are shown in the words that were given, never dropped. `unstuck directory` and the site
read a directory alike. Where half of the services would go, an import has to be confirmed with the directory's name.
"""


def render() -> str:
    """Return the page."""
    rows = directories_table.rows()
    counts = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in directories_table.OUTCOMES}
    lines = [HEAD, f"{len(rows)} forms: " + ", ".join(f"{n} {outcome}" for outcome, n in counts.items()) + ".", ""]
    lines += ["| form of the directory | what happens | what the page then shows |", "|---|---|---|"]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: directories_table.Row) -> str:
    shows = "; ".join(f"{name.replace('_', ' ')}: {_words(value)}" for name, value in row.get("shows", {}).items())
    return f"| {row['form']} | **{row['outcome']}** | {shows} |"


def _words(value: object) -> str:
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value) or "–"
