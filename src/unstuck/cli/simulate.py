"""`unstuck simulate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import typer

from unstuck.cli.output import notice, whole_file
from unstuck.errors import BadInput
from unstuck.simulation.caseload import Caseload, Columns


def simulate(
    clients: int = typer.Option(..., "--clients", metavar="N", help="How many clients; 1 or more."),
    out: Path = typer.Option(..., "--out", metavar="FILE", help="Where the scores go: .csv, .tsv or .parquet."),
    seed: int = typer.Option(1, "--seed", metavar="S", help="The same seed gives the same caseload."),
    instrument: str = typer.Option("PHQ-9", "--instrument", metavar="ID", help="The questionnaire."),
    weeks: int = typer.Option(16, "--weeks", help="The longest record, in weekly sessions."),
    today: str | None = typer.Option(
        None,
        "--today",
        metavar="DATE",
        help="The day on which the caseload ends, such as 2026-03-31; today by default.",
    ),
    cases: Path | None = typer.Option(
        None,
        "--cases",
        metavar="DIR",
        help="Also write each client's facts there, as unstuck advise reads them.",
    ),
) -> None:
    """Make a synthetic caseload with its true states.

    It contains no real client. Thirty clients cover every story on the practice page: a long stall, a
    plateau after early gains, a late responder, several life areas hit, a disengaged client, a recovered
    one, and more.

    Example: unstuck simulate --clients 30 --seed 7 --out caseload.csv --cases cases
    """
    from unstuck.instruments import load
    from unstuck.population.engines.tables import table_format, write_table
    from unstuck.simulation.case_files import case_folder, write_cases
    from unstuck.simulation.caseload import parts, stacked_columns
    from unstuck.simulation.scale import scale_of

    form = table_format(out)
    made = parts(clients, seed, today=_day(today), scale=scale_of(load(instrument)), weeks=weeks)
    with ExitStack() as stack:
        folder = stack.enter_context(case_folder(cases)) if cases else None
        whole = stack.enter_context(whole_file(out))
        columns: list[Columns] = []
        for part in _shown(made, clients):
            columns.append(part.columns)
            if folder:
                write_cases(folder, part)
        write_table(whole, stacked_columns(columns), form)
    notice(f"wrote {clients} synthetic clients to {out}")


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"expected a date for --today, as 2026-03-31, found '{text}'") from None


def _shown(made: Iterable[Caseload], clients: int) -> Iterator[Caseload]:
    """Yield the parts behind a progress bar: on a terminal only, on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("simulating", total=clients)
        for part in made:
            yield part
            progress.advance(task, len(part.people.client))
