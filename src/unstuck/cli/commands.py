"""The commands by name. Only the one that is called is loaded: the libraries of all take longer than most commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from unstuck import __version__


def _analyse(app: typer.Typer) -> None:
    from unstuck.cli import analyse

    app.command("analyse")(analyse.analyse)


def _fit(app: typer.Typer) -> None:
    from unstuck.cli import fit

    app.command("fit")(fit.fit)


def _evaluate(app: typer.Typer) -> None:
    from unstuck.cli import evaluate

    app.command("evaluate")(evaluate.evaluate)


def _change(app: typer.Typer) -> None:
    from unstuck.cli import change

    app.command("change")(change.change)


def _advise(app: typer.Typer) -> None:
    from unstuck.cli import advise

    app.command("advise")(advise.advise)


def _practise(app: typer.Typer) -> None:
    from unstuck.cli import practise

    app.command("practise")(practise.practise)


def _simulate(app: typer.Typer) -> None:
    from unstuck.cli import simulate

    app.command("simulate")(simulate.simulate)


def _demo(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.command("demo")(site.demo)


def _serve(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.command("serve")(site.serve)


def _background(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.command("background")(site.background)


def _upkeep(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.command("upkeep")(site.upkeep)


def _health(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.command("health")(site.health)


def _backup(app: typer.Typer) -> None:
    from unstuck.cli import backups

    app.command("backup")(backups.backup)


def _restore(app: typer.Typer) -> None:
    from unstuck.cli import backups

    app.command("restore")(backups.restore)


def _rekey(app: typer.Typer) -> None:
    from unstuck.cli import backups

    app.command("rekey")(backups.rekey)


def _alerts(app: typer.Typer) -> None:
    from unstuck.cli import alerts

    app.add_typer(alerts.app, name="alerts")


def _population(app: typer.Typer) -> None:
    from unstuck.cli import population

    app.add_typer(population.app, name="population")


def _instruments(app: typer.Typer) -> None:
    from unstuck.cli import instruments

    app.add_typer(instruments.app, name="instruments")


def _agency(app: typer.Typer) -> None:
    from unstuck.cli import agencies

    app.add_typer(agencies.app, name="agency")


def _directory(app: typer.Typer) -> None:
    from unstuck.cli import directory

    app.add_typer(directory.app, name="directory")


def _vignettes(app: typer.Typer) -> None:
    from unstuck.cli import vignettes

    app.add_typer(vignettes.app, name="vignettes")


def _audit(app: typer.Typer) -> None:
    from unstuck.cli import site

    app.add_typer(site.audit, name="audit")


COMMANDS: dict[str, Callable[[typer.Typer], None]] = {
    "analyse": _analyse,
    "fit": _fit,
    "evaluate": _evaluate,
    "change": _change,
    "advise": _advise,
    "practise": _practise,
    "simulate": _simulate,
    "demo": _demo,
    "serve": _serve,
    "background": _background,
    "upkeep": _upkeep,
    "health": _health,
    "backup": _backup,
    "restore": _restore,
    "rekey": _rekey,
    "alerts": _alerts,
    "population": _population,
    "instruments": _instruments,
    "agency": _agency,
    "directory": _directory,
    "vignettes": _vignettes,
    "audit": _audit,
}
"""What adds each command, in the order of the help."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unstuck {__version__}")
        raise typer.Exit


def main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Notice when a client's progress stops, and what to consider next."""


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
        COMMANDS[name](app)
    return app
