"""Writing cases to a folder, one JSON file a client, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from unstuck.errors import BadInput
from unstuck.simulation.caseload import Caseload
from unstuck.simulation.cases import cases


def check_case_folder(folder: Path) -> None:
    """Raise BadInput unless the folder is new (or empty) and its parent exists."""
    if not folder.parent.is_dir():
        raise BadInput("expected a folder that exists", file=folder.parent)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput("expected a folder that is new or empty", file=folder)


@contextmanager
def case_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill; it takes its real name at the end, and disappears if anything goes wrong
    before.

    Raises BadInput as `check_case_folder` does, or where the folder cannot be written.
    """
    check_case_folder(folder)
    try:
        with TemporaryDirectory(dir=folder.parent, prefix=".unstuck-") as beside:
            filling = Path(beside) / "cases"
            filling.mkdir()
            yield filling
            filling.rename(folder)
    except OSError as problem:
        raise BadInput(f"expected a folder that can be written ({problem.strerror})", file=folder) from problem


def write_cases(folder: Path, caseload: Caseload) -> None:
    """Write each client's case as CLIENT.json, as `unstuck advise` reads it."""
    for client, case in cases(caseload):
        (folder / f"{client}.json").write_text(json.dumps(case, indent=1) + "\n", encoding="utf-8")
