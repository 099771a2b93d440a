"""Break a module in one place at a time: one comparison, condition, operator, constant, element, order or statement.

Used by `mutation_guidance.py` on the rules of the pathway and by `security/mutation_rights.py` on who may do what.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

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
Breakings = dict[Any, Callable[[Any], Iterator[tuple[str, Change]]]]


def changes(node: ast.AST, breakings: Breakings) -> Iterator[tuple[str, Change]]:
    """Yield what can be broken at a node of a syntax tree: a name and the change in place."""
    for kind, breaking in breakings.items():
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
            yield f"drop operand {place}", partial(_without, node, place)


def _without(node: Any, place: int) -> None:
    """What is left of two stands twice: a tree with an `and` of one thing does not compile."""
    del node.values[place]
    node.values *= 2 if len(node.values) == 1 else 1


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


BREAKINGS: Breakings = {
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


def _sets(node: Any) -> Iterator[tuple[str, Change]]:
    """Conditions of a query and predicates are joined by | and &."""
    if isinstance(node.op, ast.BitOr | ast.BitAnd):
        other = ast.BitAnd() if isinstance(node.op, ast.BitOr) else ast.BitOr()
        yield "or/and", lambda: setattr(node, "op", other)
        for side in ("left", "right"):
            yield f"only {side}", partial(_only, node, side)


def _only(node: Any, side: str) -> None:
    kept = getattr(node, side)
    node.left, node.op, node.right = kept, ast.BitOr(), copy.deepcopy(kept)


def _inverted(node: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(node.op, ast.Invert):
        yield "drop ~", partial(_drop_invert, node)
    else:
        yield from _sign(node)


def _drop_invert(node: Any) -> None:
    inner = node.operand
    node.op, node.operand = ast.Invert(), ast.UnaryOp(ast.Invert(), inner)


def _conditions(node: Any) -> Iterator[tuple[str, Change]]:
    """What a query asks for besides: one keyword less. Also `filter` for `exclude`, and the other way round."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in QUERIES:
        for place, keyword in enumerate(node.keywords):
            yield f"drop condition {keyword.arg}", partial(node.keywords.pop, place)
    if name in OTHER_WAY and isinstance(node.func, ast.Attribute):
        yield f"{OTHER_WAY[name]} for {name}", lambda: setattr(node.func, "attr", OTHER_WAY[name])


QUERIES = frozenset({"filter", "exclude", "get", "Q"})
OTHER_WAY = {"filter": "exclude", "exclude": "filter", "none": "all"}


def _raised(node: Any) -> Iterator[tuple[str, Change]]:
    for place, statement in enumerate(node.body):
        if isinstance(statement, ast.Raise):
            yield "drop raise", partial(node.body.__setitem__, place, ast.Pass())
    yield from _statements(node)


RIGHTS: Breakings = BREAKINGS | {
    ast.UnaryOp: _inverted,
    ast.BinOp: _sets,
    ast.Call: _conditions,
    (ast.FunctionDef, ast.If): _raised,
}
"""What is broken where it is said who may do what: conditions of queries and refusals as well."""


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


def _in_any_order(tree: ast.Module) -> set[int]:
    """Return the displays whose order says nothing: what something is `in` or begins with, what is put in by name."""
    return {id(one) for node in ast.walk(tree) for one in _unordered(node)}


def _unordered(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        yield from (one for kind, one in zip(node.ops, node.comparators, strict=True) if isinstance(kind, IN))
    if isinstance(node, ast.keyword) and (node.arg or "").endswith("__in"):
        yield node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
        yield node.right
    called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called in ("isinstance", "startswith", "endswith"):
        yield from node.args
    if isinstance(node, ast.Call) and called in ("all", "any"):
        yield from (one.iter for part in node.args for one in getattr(part, "generators", ()))


IN = (ast.In, ast.NotIn)


def mutants(source: str, breakings: Breakings = BREAKINGS) -> Iterator[tuple[str, ast.Module]]:
    """Yield every mutant of a module: where and what was broken, and its tree."""
    original = ast.parse(source)
    alone, in_any_order = _left_alone(original), _in_any_order(original)
    nodes = list(ast.walk(original))
    lines = source.splitlines()
    for place, node in enumerate(nodes):
        if id(node) in alone:
            continue
        for number, (what, _change) in enumerate(changes(node, breakings)):
            if what.startswith("swap") and id(node) in in_any_order:
                continue
            tree = copy.deepcopy(original)
            twin = list(ast.walk(tree))[place]
            list(changes(twin, breakings))[number][1]()
            line = getattr(node, "lineno", getattr(getattr(node, "target", None), "lineno", 0))
            shown = ast.unparse(node).splitlines()[0]
            yield f"{what}: {shown[:70]} | {lines[line - 1].strip()[:90]}", ast.fix_missing_locations(tree)
