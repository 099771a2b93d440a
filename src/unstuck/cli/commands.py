"""The commands by name. Only the one that is called is loaded: the libraries of all take longer than most commands."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import typer

from unstuck import __version__

COMMANDS = {
    "analyse": "analyse:analyse",
    "fit": "fit:fit",
    "evaluate": "evaluate:evaluate",
    "change": "change:change",
    "advise": "advise:advise",
    "practise": "practise:practise",
    "simulate": "simulate:simulate",
    "demo": "site:demo",
    "serve": "site:serve",
    "background": "site:background",
    "upkeep": "site:upkeep",
    "health": "site:health",
    "backup": "backups:backup",
    "restore": "backups:restore",
    "rekey": "backups:rekey",
    "alerts": "alerts:app",
    "population": "population:app",
    "instruments": "instruments:app",
    "agency": "agencies:app",
    "directory": "directory:app",
    "vignettes": "vignettes:app",
    "audit": "site:audit",
}
"""Each command with its module and function, or group of commands, in the order of the help."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unstuck {__version__}")
        raise typer.Exit


def main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Notice when a client's progress stops, and what to consider next."""


def _add(app: typer.Typer, name: str) -> None:
    """Load a command's module, and no other, and add what it holds."""
    module, _colon, what = COMMANDS[name].partition(":")
    held = getattr(import_module(f"unstuck.cli.{module}"), what)
    if isinstance(held, typer.Typer):
        app.add_typer(held, name=name)
    else:
        app.command(name)(held)


def app_for(words: Sequence[str] = ()) -> typer.Typer:
    """Return the program for these words: with their command alone, or with all where they name none (help, slips)."""
    app = typer.Typer(
        help="Notice when a client's progress stops, and what to consider next.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(main)
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        _add(app, name)
    return app
