"""Run the command that is called, and turn bad input into one line and exit status 2."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import typer
from typer.exceptions import TyperException

from unstuck.cli.commands import app_for
from unstuck.cli.output import notice
from unstuck.errors import TROUBLES, BadInput, SeveralFaults, trouble_of
from unstuck.population.engines.questions import OpenQuestions

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def run() -> None:
    """Run the command line: status 0 done, 2 bad usage or bad input in one line, 1 a fault of ours."""
    sys.exit(_status())


def _status() -> int:
    try:
        status = int(app_for(sys.argv[1:])(standalone_mode=False) or 0)
    except OpenQuestions as questions:
        return _open(questions)
    except SeveralFaults as several:
        for fault in several.faults:
            notice(str(fault))
        return 2
    except BadInput as problem:
        notice(str(problem))
        return 2
    except TyperException as problem:
        return _misused(problem)
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except SystemExit:
        # So Typer answers when whoever read the answer has closed the pipe; the rest of it has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        return _fault(fault)
    if status == INTERRUPTED:
        notice("stopped; nothing was written")
    return status


def _open(questions: OpenQuestions) -> int:
    """Say everything that is wrong, then everything that could be taken with a yes."""
    for fault in questions.faults:
        notice(str(fault))
    for proposal in questions.proposals:
        notice(f"{questions.file}: {proposal}")
    ways = ["--accept takes what is proposed"] if questions.proposals else []
    is_a_value = any(fault.problem.startswith("expected a number") for fault in questions.faults)
    ways += ["--missing MARK leaves out what stands for no value"] if is_a_value else []
    notice("; ".join([*ways, "nothing was written"]))
    return 2


def _misused(problem: TyperException) -> int:
    """Say what is wrong with the call in one line; a command called bare has already answered with its help."""
    problem_text = " ".join(problem.format_message().split())
    if problem_text:
        notice(problem_text)
    return 2


def _fault(fault: Exception) -> int:
    """Name the place of a fault of ours, but not its message: that may hold what the file holds."""
    if trouble := trouble_of(fault):
        notice(TROUBLES[trouble])
        return 2
    where = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{Path(where.filename).name}:{where.lineno}"
    notice(f"a fault of ours, not of your file: {type(fault).__name__} at {place}; please report it")
    return 1
