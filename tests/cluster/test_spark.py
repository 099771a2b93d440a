"""Spark gives the answers of DuckDB, byte for byte, and goes on after a kill where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.on_engines import expected, states_on
from tests.spec.states_table import SETTINGS
from tests.unit.cli.command import rows_of_parquet, unstuck, write_scores
from tests.unit.cli.test_population import DAY, FAULTS, HEADER, PHQ9, as_parquet, drawn, put_right
from unstuck.progress.curve_files import load_curve

pytestmark = [
    pytest.mark.cluster,
    # PySpark's own use of sockets and of deprecated names; the answers are compared below.
    pytest.mark.filterwarnings("ignore"),
]

SPARK = ("--engine", "spark")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_scores(tmp_path_factory.mktemp("registry") / "registry.csv", drawn(10_000), HEADER)


def ask(*arguments: str | Path) -> None:
    answer = unstuck("population", *arguments)
    assert answer.status == 0, answer.err


def test_ten_thousand_people_have_the_same_states(registry: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"{name}.parquet" for name in ("duckdb", "spark")]
    curve = put_right(tmp_path.parent / "put-right.json")
    ask("states", registry, *PHQ9, *DAY, "--curve", curve, "--out", outs[0])
    ask("states", registry, *PHQ9, *DAY, "--curve", curve, *SPARK, "--out", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    for out in outs:
        out.unlink()
    ask("states", registry, *PHQ9, *DAY, "--out", outs[0])
    ask("states", registry, *PHQ9, *DAY, *SPARK, "--out", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert set(tmp_path.iterdir()) == set(outs)


def test_a_curve_that_fit_kept_with_what_puts_it_right_is_used_alike(registry: Path, tmp_path: Path) -> None:
    """Learned by `fit` on these people: chances and bands put right, read from its file by both engines."""
    curve, outs = tmp_path / "own.json", [tmp_path / f"{name}.parquet" for name in ("duckdb", "spark")]
    assert unstuck("fit", registry, *PHQ9, *DAY, "--out", curve).status == 0
    kept = load_curve(curve).recalibration
    assert kept is not None
    assert kept.chances is not None
    assert len(kept.bands) == 4
    ask("states", registry, *PHQ9, *DAY, "--curve", curve, "--out", outs[0])
    ask("states", registry, *PHQ9, *DAY, "--curve", curve, *SPARK, "--out", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert {row["not_heard_from"] for row in rows_of_parquet(outs[1])} == {True}, "nobody came within three weeks"


def test_outcomes_of_a_parquet_file_are_the_same(registry: Path, tmp_path: Path) -> None:
    registry = as_parquet(registry, tmp_path / "registry.parquet")
    outs = [tmp_path / f"{name}.csv" for name in ("duckdb", "spark")]
    ask("outcomes", registry, *PHQ9, *DAY, "--format", "csv", "--out", outs[0])
    ask("outcomes", registry, *PHQ9, *DAY, *SPARK, "--format", "csv", "--out", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_what_one_engine_began_the_other_ends(registry: Path, tmp_path: Path) -> None:
    """The folder of a run is the same for both engines: half of it is judged by DuckDB, the rest by Spark.

    So it is where both read the file as it stands; of one that was checked as a whole, each judges parts of its own.
    """
    whole, begun = tmp_path / "whole.parquet", tmp_path / "begun.parquet"
    registry, named = _naming_its_instrument(registry, tmp_path.parent / "named.csv"), ("--instrument-column", "form")
    ask("states", registry, *named, *DAY, "--out", whole)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("unstuck.cli.opened_registry.put_together", _stop)
        assert unstuck("population", "states", registry, *named, *DAY, "--out", begun).status == 1
    (folder,) = tmp_path.glob(".begun.parquet.unstuck-*")
    judged = sorted((folder / "judged").glob("*.parquet"))
    for answer in judged[::2]:
        answer.unlink()
    ask("states", registry, *named, *DAY, *SPARK, "--out", begun)
    assert begun.read_bytes() == whole.read_bytes()
    assert set(tmp_path.iterdir()) == {whole, begun}


def _naming_its_instrument(registry: Path, target: Path) -> Path:
    header, *rows = registry.read_text(encoding="utf-8").splitlines()
    lines = [f"{header},form", *(f"{row},PHQ-9" for row in rows)]
    target.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return target


def _stop(*_: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(("rows", "problem"), FAULTS[::3])
def test_what_cannot_be_used_is_refused_by_its_row(
    tmp_path: Path, rows: tuple[tuple[object, ...], ...], problem: str
) -> None:
    path = write_scores(tmp_path / "faulty.csv", rows, HEADER)
    answer = unstuck("population", "states", path, *PHQ9, *DAY, *SPARK, "--out", tmp_path / "states.parquet")
    assert answer.status == 2
    assert problem in answer.err
    assert list(tmp_path.iterdir()) == [path]


def test_every_row_of_the_table_of_states(tmp_path: Path) -> None:
    from unstuck.population.engines.spark_registry import SparkRegistry

    engine = SparkRegistry(tmp_path)
    try:
        for setting in SETTINGS:
            folder = tmp_path / setting.replace(" ", "-")
            folder.mkdir()
            assert states_on(engine, setting, folder) == expected(setting), setting
    finally:
        engine.close()
