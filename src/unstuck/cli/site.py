"""`unstuck demo`, `serve`, `background`, `upkeep`, `health`, `audit`: starting and looking after the site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.output import notice
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


def health() -> None:
    """Say how the machine stands: database, background work, load, disk, certificate, last backup. It names nobody.

    Each line begins with "fine", or with "look" where somebody should. Exit status 2 if there is one of those.

    Example: unstuck health
    """
    from unstuck.web.operations import startup

    startup.load_settings()
    from unstuck.web.components import dates
    from unstuck.web.operations.machine import machine_findings

    found = machine_findings(dates.now())
    for one in found:
        typer.echo(f"{'fine' if one.is_fine else 'look'}\t{one.about}\t{one.said}")
    if troubles := [one.about for one in found if not one.is_fine]:
        raise BadInput(
            f"the machine: expected all to be fine, found that somebody should look at {', '.join(troubles)}"
        )


Noted = Annotated[
    Path | None,
    typer.Option("--expect", metavar="FILE", help="What `unstuck audit seal` printed before, kept elsewhere."),
]


@audit.command("seal")
def seal() -> None:
    """Print the length and the last seal of both records of each agency: keep it where nobody of the site can write.

    Columns: agency, entries of the record of changes, its seal, rows of the record of access, its seal.

    Example: unstuck audit seal
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.operations.seals import seals_now

    for line in seals_now():
        typer.echo("\t".join(map(str, line)))


@audit.command("verify")
def verify(expect: Noted = None) -> None:
    """Check that nobody has changed the record of changes, or that of access. Exit status 2 if somebody has.

    With --expect also that both still hold what was noted elsewhere, so that a cut end is found.

    Example: unstuck audit verify --expect seals.tsv
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.audit.queries import verify as verified
    from unstuck.web.operations.seals import read_seals, unmet, verify_access_against, weakness

    noted = read_seals(expect)
    faults, chains = [], 0
    for chain in verified():
        chains += 1
        typer.echo(f"{chain.agency}\t{chain.entries}\t{chain.head}\t{chain.fault or 'intact'}")
        faults += [chain.fault] if chain.fault else []
    for access in verify_access_against(noted):
        typer.echo(f"{access.agency}\taccess\t{access.rows}\t{access.head}\t{access.fault or 'intact'}")
        faults += [access.fault] if access.fault else []
    for fault in unmet(noted):
        typer.echo(fault)
        faults.append(fault)
    if weak := weakness():
        notice(weak)
    if not chains:
        raise BadInput("the record of changes: expected an agency's, found none: nothing was ever done here")
    if faults:
        raise BadInput(f"the record of changes: expected every seal to fit, found {len(faults)} that do not")
