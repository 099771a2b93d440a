"""Forms of sheets, and what happens to them: the very rows that the tests run."""

from __future__ import annotations

from tests.spec import sheets_table

PATH = "reference/sheets.md"

HEAD = """# Sheets of scores, and what happens to them

Generated from `tests/spec/sheets.toml`; each row is tried by the tests on the command line and on the site. After a
change to it, run `make docs`. How to prepare a file: [prepare a file](../how-to/prepare-a-file.md).

- **read**: as it is. What was read in a way that you may want to check is said beside the answer.
- **asked**: everything that is open is listed at once, with counts and rows; nothing is written. `--accept` takes what
  is proposed, an option says it by name, `--mapping` remembers it, and the site shows boxes to tick.
- **refused**: with the row, the column and the way out, because only a person can know. Two things in one series are
  never mixed.

The same reading serves `analyse`, `fit`, `change` and `population`. On the site a file brings in scores of
people with dates, and an answer about suicide or self-harm above zero raises a concern; where what happens differs
there, the last column says so.

Made-up sheets are tried by `python -m tests.made_up_sheets` (10,000 in `make drill`): forms, marks, totals, notes,
broken rows and other questionnaires drawn by chance over scores that are known. Each is refused with a reason, or what
came in and what was listed add up to what was in the file, no score comes in that is not in it, and no time is longer
than the file's. On 29 November 2026, 2,000 were tried so, at a sixth of a second of processor time each: nothing was at
fault. A run of all 10,000 is still to come.
"""


def render() -> str:
    """Return the page."""
    rows = sheets_table.rows()
    counts = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in sheets_table.OUTCOMES}
    lines = [HEAD, f"{len(rows)} forms: " + ", ".join(f"{n} {outcome}" for outcome, n in counts.items()) + ".", ""]
    lines += ["| form of the file | what happens | what is said, in part | on the site |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: sheets_table.Row) -> str:
    says = "; ".join(words.replace("|", "\\|") for words in row.get("says", ()))
    site = row.get("site", "")
    return f"| {row['form']} | **{row['outcome']}** | {says} | {site if site != row['outcome'] else ''} |"
