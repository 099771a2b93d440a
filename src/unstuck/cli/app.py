"""Put the commands together, and turn bad input into one line and exit status 2."""

from __future__ import annotations

import sys

import typer

from unstuck import __version__
from unstuck.cli import advise, analyse, fit, instruments, simulate
from unstuck.errors import BadInput

app = typer.Typer(
    help="Notice when a client's progress stops, and what to consider next.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("analyse")(analyse.analyse)
app.command("fit")(fit.fit)
app.command("advise")(advise.advise)
app.command("simulate")(simulate.simulate)
app.add_typer(instruments.app, name="instruments")


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
    """Run the command line: status 0 done, 2 bad usage or bad input, 1 a fault of ours."""
    try:
        app()
    except BadInput as problem:
        typer.echo(f"unstuck: {problem}", err=True)
        sys.exit(2)
