"""The table of states holds for a registry, too: DuckDB here, Spark in tests/cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.on_engines import expected, states_on
from tests.spec.states_table import SETTINGS
from unstuck.population.engines.duckdb_registry import DuckdbRegistry


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_row_of_the_table_on_duckdb(setting: str, tmp_path: Path) -> None:
    engine = DuckdbRegistry(tmp_path)
    try:
        assert states_on(engine, setting, tmp_path) == expected(setting)
    finally:
        engine.close()
