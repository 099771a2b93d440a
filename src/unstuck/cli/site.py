"""`unstuck demo`, `serve`, `background`, `upkeep`, `audit verify`: setting up, starting and looking after the site."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from unstuck.errors import BadInput

audit = typer.Typer(help="The append-only record of what was done.", no_args_is_help=True)

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")]


def demo(
    port: Port = 8000,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Start the site with about 60 invented clients, and print a sign-in for each role.

    Example: unstuck demo --port 8000 --no-browser
    """
    from unstuck.web.operations import startup

    startup.check_port_is_free(port)
    startup.set_up(demo=True)
    from unstuck.web.demo import agency as demonstration

    demonstration.make_once()
    for person in demonstration.sign_ins():
        typer.echo(f"{person.role}\t{person.email}\t{person.password}")
    typer.echo(f"http://127.0.0.1:{port}/")
    startup.serve("127.0.0.1", port, workers=1, open_browser=browser)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of worker processes; one per core by default.")
    ] = None,
) -> None:
    """Serve the site with the settings of the environment (docs/how-to/run-the-site.md).

    Example: UNSTUCK_HOSTS=unstuck.example.org unstuck serve --port 8000
    """
    from unstuck.web.operations import startup

    startup.check_port_is_free(port, host)
    startup.set_up()
    startup.serve(host, port, workers=workers or os.cpu_count() or 1)


def background() -> None:
    """Work through the background jobs until the process that started this one ends. `unstuck serve` starts it for you.

    Example: unstuck background
    """
    from unstuck.web.operations import startup

    startup.load()
    from unstuck.web.operations import worker

    worker.work_while_wanted(os.getppid())


def upkeep() -> None:
    """Clear abandoned uploads and expired sessions, and bring next steps up to date.

    While the site is being served, this happens once a day.

    Example: unstuck upkeep
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.components import dates
    from unstuck.web.operations.maintenance import run_maintenance

    typer.echo("\t".join(f"{count} {what}" for what, count in run_maintenance(dates.now()).items()))


@audit.command("verify")
def verify() -> None:
    """Check that nobody has changed the record: every seal of every agency. Exit status 2 if somebody has.

    Example: unstuck audit verify
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.audit.queries import verify as verified

    faults = []
    for chain in verified():
        typer.echo(f"{chain.agency}\t{chain.entries}\t{chain.head}\t{chain.fault or 'intact'}")
        faults += [chain.fault] if chain.fault else []
    if faults:
        raise BadInput(f"the record of changes: expected every seal to fit, found {len(faults)} that do not")
