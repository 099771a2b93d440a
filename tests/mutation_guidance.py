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
import copy
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

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

FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Add: ast.Sub,
}

Change = Callable[[], object]


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Yield what can be broken at a node of a syntax tree: a name and the change in place."""
    for kind, breaking in BREAKINGS.items():
        if isinstance(node, kind):
            yield from breaking(node)


def _comparison(node: Any) -> Iterator[tuple[str, Change]]:
    for place, operator in enumerate(node.ops):
        flipped = FLIPS[type(operator)]()
        yield "flip comparison", partial(node.ops.__setitem__, place, flipped)


def _either(node: Any) -> Iterator[tuple[str, Change]]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and/or", lambda: setattr(node, "op", other)
    if len(node.values) > 1:
        for place in range(len(node.values)):
            yield f"drop operand {place}", partial(node.values.pop, place)


def _condition(node: Any) -> Iterator[tuple[str, Change]]:
    yield "negate", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    yield "always", lambda: setattr(node, "test", ast.Constant(True))
    yield "never", lambda: setattr(node, "test", ast.Constant(False))


def _sign(node: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(node.op, ast.Not):
        yield "drop not", partial(_drop_not, node)
    else:
        yield "drop minus", lambda: setattr(node, "op", ast.UAdd())


def _drop_not(node: Any) -> None:
    node.op, node.operand = ast.UAdd(), ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])


def _sum(node: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(node.op, ast.Add):
        yield "drop left", lambda: node.__dict__.update(op=ast.Add(), left=_empty_like(node))
        yield "drop right", lambda: node.__dict__.update(op=ast.Add(), right=_empty_like(node))
    elif type(node.op) in OPERATORS:
        yield "other operator", lambda: setattr(node, "op", OPERATORS[type(node.op)]())


def _empty_like(node: ast.AST) -> ast.expr:
    """Return the neutral element of a sum: reasons are tuples, names and steps are lists."""
    kinds = [type(one) for one in ast.walk(node)]
    return ast.List([], ast.Load()) if ast.List in kinds or ast.ListComp in kinds else ast.Tuple([], ast.Load())


def _elements(node: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for place in range(len(node.elts)):
        yield f"drop element {place}", partial(node.elts.pop, place)
    for place in range(len(node.elts) - 1 if not isinstance(node, ast.Set) else 0):
        yield f"swap elements {place}", partial(_swap, node.elts, place)


def _entries(node: Any) -> Iterator[tuple[str, Change]]:
    for place in range(len(node.keys)):
        yield f"drop entry {place}", partial(_drop_entry, node, place)
    for place in range(len(node.keys) - 1):
        yield (
            f"swap entries {place}",
            partial(_swap_entries, node, place),
        )


def _drop_entry(node: Any, place: int) -> None:
    del node.keys[place], node.values[place]


def _swap_entries(node: Any, place: int) -> None:
    _swap(node.keys, place)
    _swap(node.values, place)


def _swap(items: list[Any], place: int) -> None:
    items[place], items[place + 1] = items[place + 1], items[place]


def _constant(node: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        yield "flip", lambda: setattr(node, "value", not node.value)
    elif isinstance(node.value, int | float):
        yield "plus one", lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node.value, str):
        yield "other text", lambda: setattr(node, "value", node.value + "x")
    elif node.value is None:
        yield "not none", lambda: setattr(node, "value", 0)


def _filters(node: Any) -> Iterator[tuple[str, Change]]:
    for place in range(len(node.ifs)):
        yield "drop filter", partial(node.ifs.pop, place)


def _statements(node: Any) -> Iterator[tuple[str, Change]]:
    for place, statement in enumerate(node.body):
        if isinstance(statement, ast.Expr | ast.AugAssign) and not _is_docstring(statement):
            yield "drop statement", partial(node.body.__setitem__, place, ast.Pass())
        if isinstance(statement, ast.Return) and isinstance(node, ast.FunctionDef) and statement.value:
            empty = ast.Return(ast.Tuple([], ast.Load()))
            yield "return nothing", partial(node.body.__setitem__, place, empty)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


BREAKINGS: dict[Any, Callable[[Any], Iterator[tuple[str, Change]]]] = {
    ast.Compare: _comparison,
    ast.BoolOp: _either,
    (ast.If, ast.IfExp): _condition,
    ast.UnaryOp: _sign,
    ast.BinOp: _sum,
    (ast.Tuple, ast.List, ast.Set): _elements,
    ast.Dict: _entries,
    ast.Constant: _constant,
    ast.comprehension: _filters,
    (ast.FunctionDef, ast.If): _statements,
}


def _left_alone(tree: ast.Module) -> set[int]:
    """Return the nodes that are not logic: docstrings, annotations, decorators, imports and type aliases."""
    alone: set[int] = set()
    for node in ast.walk(tree):
        parts: list[Any] = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += getattr(node, "decorator_list", [])
        if isinstance(node, ast.Expr) and _is_docstring(node):
            parts.append(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            parts.append(node)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            parts.append(node.value)
        alone |= {id(inner) for part in parts if part is not None for inner in ast.walk(part)}
    return alone


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield every mutant of a module: where and what was broken, and its tree."""
    original = ast.parse(source)
    alone = _left_alone(original)
    nodes = list(ast.walk(original))
    lines = source.splitlines()
    for place, node in enumerate(nodes):
        if id(node) in alone:
            continue
        for number, (what, _change) in enumerate(changes(node)):
            tree = copy.deepcopy(original)
            twin = list(ast.walk(tree))[place]
            list(changes(twin))[number][1]()
            line = getattr(node, "lineno", getattr(getattr(node, "target", None), "lineno", 0))
            shown = ast.unparse(node).splitlines()[0]
            yield f"{what}: {shown[:70]} | {lines[line - 1].strip()[:90]}", ast.fix_missing_locations(tree)


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
