"""Break the pathway's code in one place at a time and see that the practice specification notices.

    python -m tests.mutation_guidance [MODULE ...]

Each mutant changes one comparison, condition, operator, constant, element, order or statement in
`src/unstuck/guidance`, or one threshold. It is killed when a row of `tests/spec/pathway` or `tests/spec/dated.toml`
fails or crashes; of a module that the pathway does not ask (`ROWS_OF_THEIR_OWN`), a row of its own table.
Survivors are printed, except those in `mutation_equivalent.toml`, which change nothing that can be seen, each with the
reason why; the status is 1 when any other survives. Takes a few minutes.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from tests.mutants import mutants
from tests.spec import blind_spots_table, dated_table, guesses_table, options_table, pathway_table, suggestions_table
from unstuck.guidance import default_thresholds
from unstuck.interop.case import advice_to_json, case_from_json

PACKAGE = "unstuck.guidance"
FOLDER = Path(__file__).parents[1] / "src" / "unstuck" / "guidance"
LOGIC = (
    "because",
    "concerns",
    "own_words",
    "phrases",
    "safety",
    "safe_order",
    "contact",
    "engagement",
    "consultation",
    "approach",
    "resources",
    "advocacy",
    "ending",
    "cautions",
    "order",
    "missing",
    "pathway",
    "options",
    "issue_suggester",
    "blind_spots",
    "guesses",
)
KEPT = tuple(f"{PACKAGE}.{name}" for name in ("case", "advice", "tables", "thresholds", "catalogue"))
ROWS_OF_THEIR_OWN: dict[str, Any] = {
    "options": options_table,
    "issue_suggester": suggestions_table,
    "blind_spots": blind_spots_table,
    "guesses": guesses_table,
}
"""Modules that the pathway does not ask, and the table that says what they answer: rows, and where they differ."""
ASKED_BY_OTHERS: dict[str, tuple[Any, ...]] = {
    "concerns": (options_table,),
    "own_words": (options_table, suggestions_table),
    "phrases": (suggestions_table,),
}
"""Modules that both the pathway and these ask: their tables count as well."""

EQUIVALENT: dict[str, str] = tomllib.loads(Path(__file__).with_name("mutation_equivalent.toml").read_text("utf-8"))
"""Mutants that change nothing that can be seen: how their line begins -> why."""

COUNTS = {
    "missed_sessions",
    "approach_scores",
    "several_areas",
    "changes_of_approach",
    "areas_needing_referral",
    "contact_tries",
    "contact_ways",
}
"""Thresholds for whole numbers."""


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module as a mutant; all others are found as usual."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            self.name, self.code = name, compile(tree, name, "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102


def _fresh(name: str, tree: ast.Module) -> ModuleType:
    """Return the pathway with one module mutated, and have that module in its place, whoever asks for it."""
    for loaded in [known for known in sys.modules if known.startswith(PACKAGE) and known not in KEPT]:
        del sys.modules[loaded]
    finder = _Mutated(name, tree)
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module(name)
        return importlib.import_module(f"{PACKAGE}.pathway")
    finally:
        sys.meta_path.remove(finder)


def fate(name: str, tree: ast.Module) -> str:
    """Return what became of a mutant: it "differs" from a row, it "crashes" on one, or it "survives"."""
    try:
        pathway = _fresh(name, tree)
        return "differs" if _noticed(pathway, name.rpartition(".")[2]) else "survives"
    except Exception:
        return "crashes"


def _noticed(pathway: Any, module: str) -> bool:
    if module in ROWS_OF_THEIR_OWN:
        table = ROWS_OF_THEIR_OWN[module]
        return any(table.differences(row) for row in table.rows())
    # The module's own rows first, and steps and cautions before what is missing, which takes ten times as long: most
    # mutants are killed on the way.
    ordered = sorted(CASES, key=lambda row: row[0].file != module)
    if any(_differs(pathway, *row, ask=False) for row in ordered) or any(_differs(pathway, *row) for row in ordered):
        return True
    if any(dated_table.answer(row) != row["answer"] for row in DATED):
        return True
    return any(table.differences(row) for table in ASKED_BY_OTHERS.get(module, ()) for row in table.rows())


def _differs(pathway: Any, row: pathway_table.Row, case: Any, thresholds: Any, *, ask: bool = True) -> bool:
    """Tell whether an answer differs from its row; without `ask`, whether steps or cautions do."""
    answer = advice_to_json(pathway.advise(case, thresholds, ask=ask))
    return bool(pathway_table.difference(row, answer if ask else answer | {"missing": list(row.missing)}))


OF_THE_WORK = ("acknowledge_minutes", "look_again_days", "look_again_days_imminent")
"""Thresholds that no rule of guidance asks: the work around a concern does (tests/web/safety)."""

DATED = dated_table.rows()
CASES = [
    (row, case_from_json(row.facts), replace(default_thresholds(), **row.thresholds)) for row in pathway_table.rows()
]


def surviving_thresholds() -> list[str]:
    """Return the thresholds that could be one more or one less, or a little, without a row noticing."""
    pathway = importlib.import_module(f"{PACKAGE}.pathway")
    found = []
    asked = {name: value for name, value in vars(default_thresholds()).items() if name not in OF_THE_WORK}
    for name, value in asked.items():
        for other in (value - 1, value + 1) if name in COUNTS else (value - 0.2, value + 0.2):
            rows = [
                (row, case, replace(limits, **{name: other}))
                for row, case, limits in CASES
                if name not in row.thresholds
            ]
            if not any(_differs(pathway, *row) for row in rows) and not _dated_differs(pathway, {name: other}):
                found.append(f"threshold {name} = {other}")
    return found


def _dated_differs(pathway: Any, changed: dict[str, float]) -> bool:
    """Tell whether a row about what a site knows of advocacy differs with other thresholds."""
    limits = replace(default_thresholds(), **changed)
    with patch.object(pathway, "default_thresholds", return_value=limits):
        return any(dated_table.answer(row) != row["answer"] for row in DATED if row["asks"] == "advocate")


def main(names: Sequence[str]) -> int:
    """Break everything; the status is 1 when a mutant survives that is not known to be equivalent."""
    counts, survivors = Counter[str](), []
    for name in names or LOGIC:
        source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        if fate(f"{PACKAGE}.{name}", ast.parse(source)) != "survives":
            raise SystemExit(f"{name}: the specification does not hold before anything is broken")
        for where, tree in mutants(source):
            end = fate(f"{PACKAGE}.{name}", tree)
            known = any(f"{name}: {where}".startswith(beginning) for beginning in EQUIVALENT)
            end = "equivalent" if end == "survives" and known else end
            survivors += [f"{name}: {where}"] if end == "survives" else []
            counts[end] += 1
    survivors += [] if names else surviving_thresholds()
    sys.stdout.write("".join(f"survived  {one}\n" for one in survivors))
    sys.stdout.write(", ".join(f"{count} {end}" for end, count in counts.items()) + "\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
