"""The command line as other people's scripts see it: arguments in, exit status and two streams out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.command import Answer
from unstuck.cli import run


@pytest.fixture
def unstuck(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run `unstuck` with these arguments, in this process, through its own entry point."""

    def command(*arguments: str | Path) -> Answer:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["unstuck", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        shown = capsys.readouterr()
        return Answer(int(ended.value.code or 0), shown.out, shown.err)

    return command
