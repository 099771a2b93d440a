"""`unstuck instruments list | show | score`."""

import typer

app = typer.Typer(help="The questionnaire library.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Being written."""
    raise NotImplementedError
