"""Files of a whole country on a cluster, or on this machine as one, with Spark: the extra `cluster`.

Spark's own settings (spark-submit, SPARK_MASTER) say where it runs; by itself it runs here. The folder of the run must
then be one that every machine sees. Scores go to the kernel by Arrow, a bucket's clients all in one partition.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
from pyspark.sql import DataFrame, SparkSession

from unstuck.errors import BadInput
from unstuck.population.engines import records
from unstuck.population.engines.dialects import SPARK, Dialect
from unstuck.population.engines.registry import Work
from unstuck.population.engines.registry_queries import Typed, typed_as
from unstuck.population.engines.sources import text_table
from unstuck.population.state_columns import (
    CODES,
    COLUMNS,
    Judgement,
    check_one_value,
    each_once,
    state_columns,
)

BUCKETS_IN_A_WAVE = 32
"""Buckets that are judged before their answers are kept: what a kill costs at most."""
VIEW = "unstuck_registry"


class SparkRegistry:
    """A Spark session, begun if none is there."""

    queries_for: Dialect = SPARK

    def __init__(self, scratch: Path, master: str | None = None) -> None:
        # Spark would start whatever `python3` is first on the path, which need not know this package.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("unstuck population")
        master = master or os.environ.get("SPARK_MASTER")
        if master or "MASTER" not in os.environ:
            builder = builder.master(master or "local[*]")
        settings = {
            "spark.sql.session.timeZone": "UTC",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "OFF",
            "spark.local.dir": str(scratch),
            "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
            "spark.sql.shuffle.partitions": str(BUCKETS_IN_A_WAVE),
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._spark = builder.getOrCreate()

    def close(self) -> None:
        """End the session."""
        self._spark.stop()

    def source(self, path: Path) -> str:
        """Return a Parquet, CSV or TSV file as a table, text where it is text."""
        self._read(path).createOrReplaceTempView(VIEW)
        return VIEW

    def types(self, path: Path) -> dict[str, Typed]:
        """Return the file's column names, and what each holds."""
        return {str(name): typed_as(str(form)) for name, form in self._read(path).dtypes}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's answer."""
        return [tuple(row) for row in self._spark.sql(query).collect()]

    def states(self, path: Path) -> str:
        """Return a judged file as a table that a query may name."""
        self._spark.read.parquet(_literal_path(path)).createOrReplaceTempView("unstuck_states")
        return "unstuck_states"

    def write_buckets(self, query: str, folder: Path) -> None:
        """Write a query's answer in folders by bucket."""
        self._spark.sql(query).repartition("bucket").write.partitionBy("bucket").parquet(_literal_path(folder))

    def judge(self, work: Work, judgements: Mapping[str, Judgement], attributes: Sequence[str]) -> Iterator[str]:
        """Judge the missing buckets, a wave at a time."""
        missing = work.missing()
        for first in range(0, len(missing), BUCKETS_IN_A_WAVE):
            wave = missing[first : first + BUCKETS_IN_A_WAVE]
            self._judge(work, wave, judgements, tuple(attributes))
            yield from wave

    def _judge(
        self, work: Work, wave: Sequence[str], judgements: Mapping[str, Judgement], attributes: tuple[str, ...]
    ) -> None:
        folders = [_literal_path(work.laid_out / f"bucket={bucket}") for bucket in wave]
        scores = self._spark.read.option("basePath", _literal_path(work.laid_out)).parquet(*folders)
        scores = scores.withColumn("bucket", scores["bucket"].cast("string"))
        ordered = scores.repartition(len(wave), "bucket").sortWithinPartitions(
            "bucket", "instrument", "client", "occasion", "score"
        )
        half = work.folder / "wave.half"
        shutil.rmtree(half, ignore_errors=True)
        judged = ordered.mapInArrow(_judging(dict(judgements), attributes), _schema(attributes))
        _write_wave(judged, half)
        _keep_wave(half, wave, work)

    def _read(self, path: Path) -> DataFrame:
        with path.open("rb") as file:
            parquet = file.read(4) == b"PAR1"
        if parquet:
            return self._spark.read.parquet(_literal_path(path))
        table = text_table(path)
        records.checked_lines(table)
        reader = self._spark.read.option("header", True).option("sep", table.delimiter)
        return reader.option("quote", '"').option("escape", '"').option("multiLine", True).csv(_literal_path(path))


def _judging(judgements: Mapping[str, Judgement], attributes: tuple[str, ...]) -> Any:
    """Return what each partition does: all of its scores in, one row a client out."""

    def judge(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        found = [batch for batch in batches if batch.num_rows]
        if found:
            table = pyarrow.Table.from_batches(found).combine_chunks()
            for name, judgement in judgements.items():
                mine = table.filter(pyarrow.compute.equal(table["instrument"], name)).combine_chunks()
                if mine.num_rows:
                    yield from _judged(mine, judgement, attributes)

    return judge


def _judged(table: pyarrow.Table, judgement: Judgement, attributes: tuple[str, ...]) -> list[pyarrow.RecordBatch]:
    starts = _starts(table)
    occasions, scores = (table[name].to_numpy() for name in ("occasion", "score"))
    columns = state_columns(*each_once(starts, occasions, scores), judgement)
    firsts = pyarrow.array(starts[:-1])
    names = {name: table[name].take(firsts) for name in ("bucket", "client", "instrument")}
    known = {name: _known(table[name], starts, attributes) for name in attributes}
    answer = {**names, **known, **{name: pyarrow.array(columns[name]) for name in COLUMNS}}
    batches: list[pyarrow.RecordBatch] = pyarrow.table(answer).to_batches()
    return batches


def _starts(table: pyarrow.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return where each client's rows begin; the rows are sorted by bucket and client."""
    client = table["client"].combine_chunks()
    changed = pyarrow.compute.not_equal(client.slice(1), client.slice(0, len(client) - 1)).to_numpy(
        zero_copy_only=False
    )
    return np.concatenate([[0], np.flatnonzero(changed) + 1, [len(client)]]).astype(np.int64)


def _known(column: Any, starts: np.ndarray[Any, np.dtype[np.int64]], attributes: tuple[str, ...]) -> pyarrow.Array:
    """Return the one value that each client has, None where there is none."""
    values, codes = _coded(column)
    highest = np.maximum.reduceat(codes, starts[:-1])
    lowest = np.minimum.reduceat(np.where(codes < 0, len(values), codes), starts[:-1])
    check_one_value(int(np.count_nonzero(lowest < highest)), attributes)
    return pyarrow.array([values[code] if code >= 0 else None for code in highest.tolist()], type=pyarrow.string())


def _coded(column: Any) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int64]]]:
    """Return a column's values and, for each row, which one it has; -1 for none."""
    coded = column.combine_chunks().dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return coded.dictionary.to_pylist(), codes


def _schema(attributes: tuple[str, ...]) -> str:
    texts = ", ".join(f"{SPARK.quote(name)} STRING" for name in ("bucket", "client", "instrument", *attributes))
    numbers = ", ".join(f"{name} {'BIGINT' if name in CODES else 'DOUBLE'}" for name in COLUMNS)
    return f"{texts}, {numbers}"


def _write_wave(judged: DataFrame, folder: Path) -> None:
    try:
        judged.write.partitionBy("bucket").parquet(_literal_path(folder))
    except Exception as problem:
        # What the kernel refuses comes back inside what Spark says of it.
        text = str(problem)
        if f"{BadInput.__name__}: " in text:
            raise BadInput(text.split(f"{BadInput.__name__}: ", 1)[1].splitlines()[0].strip()) from None
        raise


def _keep_wave(half: Path, wave: Sequence[str], work: Work) -> None:
    """Move each bucket's answer to its place, one file a bucket."""
    for bucket in wave:
        (written,) = (half / f"bucket={bucket}").glob("*.parquet")
        written.replace(work.answer(bucket))
    shutil.rmtree(half)


def _literal_path(path: Path) -> str:
    """Return a path as Spark takes it, with the characters that it would read as a pattern escaped."""
    whole = str(path.absolute())
    return "file://" + "".join(f"\\{character}" if character in "*?[]{}\\" else character for character in whole)
