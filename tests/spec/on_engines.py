"""The table of states asked of an engine for registries: every row of one setting is a client of one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.spec.states_table import SETTINGS, Row, rows
from tests.spec.test_states import curve_of, measure_of
from tests.unit.cli.command import rows_of_parquet, write_scores
from unstuck.population.engines.duckdb_registry import put_together
from unstuck.population.engines.registry import Registry, RegistryEngine, judge_registry, work_for
from unstuck.population.engines.registry_queries import RegistryColumns
from unstuck.population.state_columns import Judgement

FAR = 1e6


def states_on(engine: RegistryEngine, setting: str, folder: Path) -> list[tuple[str, str, float]]:
    """Return what the engine says of each row of a setting: its words, its state and since when."""
    mine = rows_of(setting)
    unit = "day" if SETTINGS[setting].by_days else "session"
    scores = [
        (f"{at:03d}", time, score)
        for at, row in enumerate(mine)
        for time, score in zip(row.at, row.scores, strict=True)
    ]
    path = write_scores(folder / "table.csv", scores, ("client", unit, "score"))
    judgement = Judgement(measure_of(SETTINGS[setting]), curve_of(SETTINGS[setting]), unit)
    columns = RegistryColumns("client", "score", unit, unit, None, {})
    registry = Registry(path, columns, {"PHQ-9": judgement}, (), -FAR, FAR)
    out = folder / "states.parquet"
    work = work_for(registry, out)
    judge_registry(engine, registry, work, _no_bar)
    put_together(work, (), unit, out, "parquet")
    return [(mine[int(row["client"])].says, row["state"], row["since"]) for row in rows_of_parquet(out)]


def expected(setting: str) -> list[tuple[str, str, float]]:
    """Return what the table says."""
    return [(row.says, row.state, row.since) for row in rows_of(setting)]


def rows_of(setting: str) -> list[Row]:
    """Return the rows of a setting."""
    return [row for row in rows() if row.setting == setting]


def _no_bar(_buckets: int) -> Callable[[int], None]:
    return lambda _done: None
