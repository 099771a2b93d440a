"""`unstuck vignettes list | facts | validate`."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from unstuck.errors import BadInput
from unstuck.language import ngettext
from unstuck.learning import library
from unstuck.learning.reading import read_vignettes
from unstuck.learning.weeks.reading import is_over_weeks, read_people

app = typer.Typer(help="Short stories to practise on, and files of your own.", no_args_is_help=True)

CODE = typer.Argument(metavar="CODE", help="A vignette, such as nine-weeks-level.")
FILE = typer.Argument(metavar="FILE", help="Vignettes of your own, in TOML.")


@app.command("list")
def list_() -> None:
    """List the vignettes that come with Unstuck, by topic.

    Example: unstuck vignettes list
    """
    shown = library.vignettes().values()
    for topic, title in library.topic_titles().items():
        typer.echo(f"\n{title} ({topic})")
        for one in shown:
            if one.topic == topic:
                typer.echo(f"  {one.code}: {one.title}")


@app.command()
def facts(code: str = CODE) -> None:
    """Print the facts of a vignette as a CASE.json, to see in full what the rules say to it.

    Example: unstuck vignettes facts nine-weeks-level | unstuck advise -
    """
    one = library.vignettes().get(code)
    if one is None:
        raise BadInput(f"expected a vignette that comes with Unstuck, found {code}; unstuck vignettes list names them")
    typer.echo(json.dumps(one.facts, indent=2, ensure_ascii=False))


@app.command()
def validate(file: Path = FILE) -> None:
    """Check a file of your own: is each marked answer the one that the rules give, and is every option explained?

    A file with `kind = "client-over-weeks"` holds made-up people over weeks, and is checked as such.

    Example: unstuck vignettes validate own.toml
    """
    if is_over_weeks(file):
        count = len(read_people(file))
        good = ngettext("{count} course agrees with the rules.", "{count} courses agree with the rules.", count)
    else:
        count = len(read_vignettes(file))
        good = ngettext("{count} vignette agrees with the rules.", "{count} vignettes agree with the rules.", count)
    typer.echo(f"{file}: {good.format(count=count)}")
