"""Break who may do what, in one place at a time, and see that a test notices.

    python -m tests.security.mutation_rights [ROOM ...] [tests/web/... ...] [again=FILE]

Each mutant changes one thing in a room's `permissions.py` or `policies.py`, or in the gate of the table of rights. It
is killed when a test fails that runs through the function it is in. The tests of the rooms, or those that are named,
and the examples in the modules themselves run once, unbroken, to learn which those are; then each mutant has a process
of its own, a copy of the first with the mutant put into the running code, and the tests run in it until one fails:
first those that noticed what was broken just before, then the quickest. Survivors are printed, except those in
`equivalent.toml`, which change nothing that anybody can see or do, each with the reason why; the status is 1 when any
other survives. With `again=FILE`, what an earlier run printed, only what survived it is broken again. A room takes
minutes; without a room each is broken in turn, which takes an hour.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutants import RIGHTS, mutants
from unstuck.reporting import charts, letters
from unstuck.web.audit.access.stores import close_access_stores
from unstuck.web.components import prepared_queries

SITE = Path(__file__).parents[2] / "src" / "unstuck" / "web"
EQUIVALENT: dict[str, str] = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text("utf-8"))
"""Mutants that change nothing that anybody can see or do: how their line begins -> why."""
PATIENCE_SECONDS = 120
WORDS = frozenset({"_", "gettext", "ngettext", "pgettext"})
"""What is said with a refusal is no right: the texts in these calls are left alone."""
NOTHING = "nothing"
MARK = "__run_through__"
RULES = (".permissions", "policies", ".config.authorization", ".config.rooms")
NOT_HERE = ("journey", "durability", "reference_data", "cluster", "lforms")


def modules(rooms: Sequence[str]) -> list[Path]:
    """Return the modules that say who may do what, of these rooms or of all."""
    found = [*SITE.rglob("permissions.py"), *SITE.rglob("*policies.py"), SITE / "config" / "authorization.py"]
    return [path for path in sorted(found) if not rooms or path.relative_to(SITE).parts[0] in rooms]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SITE.parents[1]).with_suffix("").parts)


@cache
def asked_for() -> frozenset[str]:
    """Return the words in quotes that stand in code and templates elsewhere than in a refusal, as its code."""
    texts = [re.sub(r"\(\s+", "(", path.read_text("utf-8")) for kind in ("*.py", "*.html") for path in SITE.rglob(kind)]
    return frozenset(word for text in texts for word in re.findall(r"""(?<!Denied\()["'](\w+)["']""", text))


class _Without(ast.NodeTransformer):
    """Puts a name in the place of every text that is said, and of a refusal's code that nothing asks for."""

    def __init__(self) -> None:
        self.texts: dict[str, ast.expr] = {}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = getattr(node.func, "id", "")
        if called in WORDS:
            return self._name_for(node)
        seen = self.generic_visit(node)
        code = node.args[0] if called == "Denied" and node.args else None
        if isinstance(code, ast.Constant) and str(code.value) not in asked_for():
            node.args[0] = self._name_for(code)
        return seen

    def _name_for(self, node: ast.expr) -> ast.Name:
        name = f"text_{len(self.texts)}"
        self.texts[name] = node
        return ast.copy_location(ast.Name(name, ast.Load()), node)


class _With(ast.NodeTransformer):
    """Puts the texts back."""

    def __init__(self, texts: Mapping[str, ast.expr]) -> None:
        self.texts = texts

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.texts.get(node.id, node)


def broken(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield each mutant of a module: what was broken, and the tree. The first is whole."""
    texts = _Without()
    without = ast.unparse(texts.visit(ast.parse(source)))
    whole = _With(texts.texts)
    yield NOTHING, whole.visit(ast.parse(without))
    for where, tree in mutants(without, RIGHTS):
        yield where, ast.fix_missing_locations(whole.visit(tree))


def differing(original: ast.Module, other: ast.Module) -> list[ast.stmt]:
    """Return the statements of `other` that the original has otherwise."""
    return [new for old, new in zip(original.body, other.body, strict=True) if ast.unparse(old) != ast.unparse(new)]


def functions(values: Iterable[Any], module: str) -> dict[str, FunctionType]:
    """Return a module's functions by qualified name: those of its classes and those that predicates hold, too."""
    found: dict[str, FunctionType] = {}
    for value in values:
        inner = vars(value).values() if isinstance(value, type) and value.__module__ == module else [value]
        for one in inner:
            held = next((getattr(one, at) for at in ("__func__", "fget", "fn", "__wrapped__") if hasattr(one, at)), one)
            if isinstance(held, FunctionType) and held.__module__ == module:
                found[held.__qualname__] = held
    return found


def put_in(module: ModuleType, statements: Sequence[ast.stmt]) -> None:
    """Put other statements into the running code: bodies of functions in place, values wherever they are known."""
    around = dict(vars(module))
    for statement in statements:
        exec(compiled(statement), around)  # noqa: S102
    new, old = functions(around.values(), module.__name__), functions(vars(module).values(), module.__name__)
    for name in new.keys() & old.keys():
        old[name].__code__, old[name].__defaults__ = new[name].__code__, new[name].__defaults__
        old[name].__kwdefaults__ = new[name].__kwdefaults__
    for statement in statements:
        for name in _assigned(statement):
            _replace(vars(module)[name], name, around[name])


def compiled(statement: ast.stmt) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        late = ast.parse("from __future__ import annotations").body
        return compile(ast.fix_missing_locations(ast.Module([*late, statement], [])), "mutant", "exec")


def _assigned(statement: ast.stmt) -> list[str]:
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _replace(old: Any, name: str, new: Any) -> None:
    for known in [module for place, module in sys.modules.items() if place.startswith("unstuck.web")]:
        if getattr(known, name, None) is old:
            setattr(known, name, new)


class Run:
    """One session: which tests run through which function, how long each takes, and what became of each mutant."""

    def __init__(self, session: pytest.Session, paths: Sequence[Path]) -> None:
        self.items = [item for item in session.items if not self._left_out(item)]
        self.paths = paths
        self.through: dict[str, set[pytest.Item]] = defaultdict(set)
        self.seconds: dict[pytest.Item, float] = {}
        self.noticed: list[pytest.Item] = []
        self.now: set[str] = set()

    @staticmethod
    def _left_out(item: pytest.Item) -> bool:
        """Tests that empty the database would take the others' people away; no copy has the matrix's world."""
        own = not {"transactional_db", "world"}.isdisjoint(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        own = own or bool(marker and marker.kwargs.get("transaction"))
        return own or any(item.get_closest_marker(name) for name in NOT_HERE)

    def learn(self) -> None:
        """Run every test once, with a mark at the head of every function."""
        for path in self.paths:
            module = importlib.import_module(name_of(path))
            vars(module)[MARK] = self._note
            put_in(module, [self._marked(one) for one in ast.parse(path.read_text("utf-8")).body if self.has_code(one)])
        for place, item in enumerate(self.items):
            forget()
            self.now, began = set(), time.perf_counter()
            example = getattr(item, "dtest", None)
            known = dict(example.globs) if example else {}
            reports = runtestprotocol(item, log=False, nextitem=self.items[(place + 1) % len(self.items)])
            if example:  # which forgets all names once it ran
                example.globs.update(known)
            if any(report.failed for report in reports):
                sys.stderr.write(f"left out, fails before anything is broken: {item.nodeid}\n")
                continue
            self.seconds[item] = time.perf_counter() - began
            for name in self.now:
                self.through[name].add(item)
        for path in self.paths:
            module = importlib.import_module(name_of(path))
            put_in(module, [one for one in ast.parse(path.read_text("utf-8")).body if self.has_code(one)])

    @staticmethod
    def has_code(statement: ast.stmt) -> bool:
        return isinstance(statement, ast.FunctionDef | ast.ClassDef)

    @staticmethod
    def _marked(statement: ast.stmt) -> ast.stmt:
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef):
                node.body.insert(0, ast.parse(f"{MARK}()").body[0])
        return statement

    def _note(self) -> None:
        frame = sys._getframe(1)
        self.now.add(f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}")

    def guard(self, module: ModuleType, statements: Sequence[ast.stmt]) -> None:
        """Raise RuntimeError where a copy fails in which nothing is broken: all mutants would seem to be noticed."""
        tests = [item for statement in statements for item in self.tests_of(module.__name__, statement)]
        end = self._end(module, statements, list(dict.fromkeys(tests))) if tests else "survives"
        if end != "survives":
            message = f"{module.__name__}, with nothing broken: {end}; {[one.nodeid for one in self.noticed[-1:]]}"
            raise RuntimeError(message)

    def tests_of(self, module: str, statement: ast.stmt) -> list[pytest.Item]:
        """Return the tests through a function, class or value (its module): who noticed of late first, then by time."""
        named = f"{module}.{statement.name}" if isinstance(statement, ast.FunctionDef | ast.ClassDef) else module
        found = self._through(named) or (set() if isinstance(statement, ast.FunctionDef) else self._through(module))
        return sorted(found, key=lambda item: (-self._noticed_at(item), self.seconds[item]))

    def _through(self, beginning: str) -> set[pytest.Item]:
        return {
            item for name, items in self.through.items() if f"{name}.".startswith(f"{beginning}.") for item in items
        }

    def _noticed_at(self, item: pytest.Item) -> int:
        return self.noticed.index(item) if item in self.noticed else -1

    def fate(self, module: ModuleType, statements: Sequence[ast.stmt]) -> str:
        """Return what became of a mutant, in a process that is a copy of this one."""
        tests = self.tests_of(module.__name__, statements[0])
        return self._end(module, statements, tests) if tests else "untested"

    def _end(self, module: ModuleType, statements: Sequence[ast.stmt], tests: Sequence[pytest.Item]) -> str:
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            _in_the_copy(module, statements, [*tests, next(one for one in self.items if one is not tests[-1])], tell)
        _pid, status = os.waitpid(child, 0)
        os.close(tell)
        with os.fdopen(told, "rb") as pipe:
            self._put_first([tests[int(place)] for place in pipe.read().split()])
        if os.WIFSIGNALED(status):
            return "hangs"
        return {0: "survives", 1: "differs"}.get(os.WEXITSTATUS(status), "crashes")

    def _put_first(self, items: Sequence[pytest.Item]) -> None:
        self.noticed = [*(one for one in self.noticed if one not in items), *items]


def _in_the_copy(module: ModuleType, statements: Sequence[ast.stmt], tests: Sequence[pytest.Item], tell: int) -> None:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    status = 2
    try:
        put_in(module, statements)
        forget()
        tests[0].session._setupstate.teardown_exact(tests[0])  # what was set up for a test of another module
        status = 0
        for place, (item, following) in enumerate(pairwise(tests)):
            signal.alarm(PATIENCE_SECONDS)
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os.write(tell, str(place).encode())
                status = 1
                break
    except BaseException:
        status = 2
    os._exit(status)


def forget() -> None:
    """Forget queries that were prepared and rights that were read: what is broken has to be asked anew."""
    prepared_queries._known.clear()
    for place in [place for place in sys.modules if place.startswith("unstuck.web.") and place.endswith(RULES)]:
        for one in vars(sys.modules[place]).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def let_go() -> None:
    """Leave nothing open that two processes would share: each copy opens the databases for itself."""
    close_access_stores()
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:  # past Django, which lets tests close nothing
            connection.connection.close()
            connection.connection = None


class _NoPictures:
    """In the place of what draws: its threads do not live on in a copy of the process. Rights need no picture."""

    vega_to_svg = staticmethod(lambda *_given, **_options: '<svg viewBox="0 0 1 1"></svg>')
    vegalite_to_vega = staticmethod(lambda *_given, **_options: {"data": [], "scales": []})
    compile = staticmethod(lambda *_given, **_options: b"%PDF-1.7 not drawn")


class MutationPlugin:
    """Takes the place of pytest's own loop."""

    def __init__(self, rooms: Sequence[str], only: Sequence[str] = ()) -> None:
        self.paths, self.only = modules(rooms), only
        self.survivors: list[str] = []
        self.counts = Counter[str]()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which test runs through what, then break one thing after the other."""
        run = Run(session, self.paths)
        vars(charts)["vl_convert"] = vars(letters)["typst"] = _NoPictures
        run.learn()
        let_go()
        for path in self.paths:
            source, name = path.read_text(encoding="utf-8"), name_of(path)
            original, module = ast.parse(ast.unparse(ast.parse(source))), importlib.import_module(name)
            for where, tree in broken(source):
                line = f"{name.removeprefix('unstuck.web.')}: {where}"
                if where == NOTHING:
                    run.guard(module, [one for one in tree.body if run.has_code(one)])
                elif not self.only or line in self.only:
                    known = any(line.startswith(beginning) for beginning in EQUIVALENT)
                    statements = [] if known else differing(original, tree)
                    self._put_down(line, run.fate(module, statements) if statements else "equivalent")
            sys.stderr.write(f"{name}: {dict(self.counts)}\n")
        return True

    def _put_down(self, where: str, end: str) -> None:
        self.counts[end] += 1
        if end in ("survives", "untested"):
            self.survivors.append(f"{end}  {where}")
        if end not in ("differs", "equivalent"):
            sys.stderr.write(f"{end}  {where}\n")


def tests_of(room: str) -> list[str]:
    """Return where the tests of a room are."""
    return [
        f"tests/web/{one}" for one in {"caseload": ("clients", "facts"), "config": ("authorization",)}.get(room, [room])
    ]


def _in_turn(room: str) -> int:
    sys.stdout.write(f"{room}: ")
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "tests.security.mutation_rights", room], check=False).returncode


def main(given: Sequence[str]) -> int:
    """Break everything; the status is 1 when a mutant survives that is not known to be equivalent."""
    if not given:
        return max(_in_turn(room) for room in sorted({path.relative_to(SITE).parts[0] for path in modules([])}))
    tests = [one for one in given if one.startswith("tests/")]
    earlier = [one.removeprefix("again=") for one in given if one.startswith("again=")]
    only = [line.partition("  ")[2] for one in earlier for line in Path(one).read_text("utf-8").splitlines()]
    rooms = [one for one in given if one not in tests and not one.startswith("again=")]
    plugin = MutationPlugin(rooms, only)
    examples = [str(path) for path in plugin.paths]
    given = [
        *(tests or [place for room in rooms for place in tests_of(room)]),
        *examples,
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-s",
    ]
    ended = pytest.main(given, plugins=[plugin])
    sys.stdout.write("".join(f"{one}\n" for one in plugin.survivors))
    sys.stdout.write(", ".join(f"{count} {end}" for end, count in plugin.counts.items()) + "\n")
    return 1 if plugin.survivors or ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
