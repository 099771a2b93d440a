"""`unstuck agency`: the first step of an installation, and the second person where an agency has none."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Agencies, each kept apart from the others.", no_args_is_help=True)


@app.callback()
def agencies() -> None:
    """Agencies, each kept apart from the others."""


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The agency's name.")],
    administrator: Annotated[str, typer.Option(metavar="EMAIL", help="The administrator, who adds teams and people.")],
    called: Annotated[str, typer.Option("--called", metavar="NAME", help="The administrator's own name.")],
    address: Annotated[str, typer.Option(metavar="URL", help="The address of the site.")] = "http://127.0.0.1:8000",
) -> None:
    """Add an agency and its first administrator, and print the link by which they set a password.

    Example: unstuck agency add "Riverside Social Work" --administrator ari@example.org --called "Ari Novak"
    """
    from unstuck.web.operations import startup

    startup.set_up(new=True)
    from unstuck.web.operations.installation import add_agency

    typer.echo(address.rstrip("/") + add_agency(name.strip(), administrator.strip(), called.strip()))


@app.command("confirm")
def confirm(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose new role it is.")],
) -> None:
    """Confirm a role that waits for a second person, where the agency has nobody else who can.

    From the first client on no administrator gives a role alone. Speak to the agency before you confirm: whoever has
    the role may see clients, or confirm other roles.

    Example: unstuck agency confirm sol@example.org
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.operations.installation import confirm_waiting_role

    typer.echo(f"Confirmed: {confirm_waiting_role(email.strip())}")
