"""Put the commands together, and turn bad input into one line and exit status 2."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import typer
from typer.exceptions import TyperException

from unstuck import __version__
from unstuck.cli import (
    advise,
    agencies,
    alerts,
    analyse,
    backups,
    change,
    directory,
    evaluate,
    fit,
    instruments,
    population,
    practise,
    simulate,
    site,
    vignettes,
)
from unstuck.cli.output import notice
from unstuck.errors import TROUBLES, BadInput, SeveralFaults, trouble_of
from unstuck.population.engines.questions import OpenQuestions

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

app = typer.Typer(
    help="Notice when a client's progress stops, and what to consider next.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("analyse")(analyse.analyse)
app.command("fit")(fit.fit)
app.command("evaluate")(evaluate.evaluate)
app.command("change")(change.change)
app.command("advise")(advise.advise)
app.command("practise")(practise.practise)
app.command("simulate")(simulate.simulate)
app.command("demo")(site.demo)
app.command("serve")(site.serve)
app.command("background")(site.background)
app.command("upkeep")(site.upkeep)
app.command("health")(site.health)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("rekey")(backups.rekey)
app.add_typer(alerts.app, name="alerts")
app.add_typer(population.app, name="population")
app.add_typer(instruments.app, name="instruments")
app.add_typer(agencies.app, name="agency")
app.add_typer(directory.app, name="directory")
app.add_typer(vignettes.app, name="vignettes")
app.add_typer(site.audit, name="audit")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unstuck {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Notice when a client's progress stops, and what to consider next."""


def run() -> None:
    """Run the command line: status 0 done, 2 bad usage or bad input in one line, 1 a fault of ours."""
    sys.exit(_status())


def _status() -> int:
    try:
        status = int(app(standalone_mode=False) or 0)
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
