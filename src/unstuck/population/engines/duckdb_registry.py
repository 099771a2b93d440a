"""Files of a whole country on one machine, with DuckDB."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import Template
from typing import Any

import duckdb
import numpy as np

from unstuck.errors import BadInput
from unstuck.population.engines import records
from unstuck.population.engines.dialects import DUCKDB, Dialect
from unstuck.population.engines.registry import Work
from unstuck.population.engines.registry_queries import DESCRIBE, Typed, typed_as
from unstuck.population.engines.sources import literal, literally, text_table
from unstuck.population.state_columns import (
    CODES,
    COLUMNS,
    OCCASIONS,
    Judgement,
    check_one_value,
    each_once,
    state_columns,
)
from unstuck.progress.reliable_change import CATEGORIES
from unstuck.progress.status import STATES

MEMORY = "2GB"
"""What DuckDB may use before it spills to disk; the kernel's own columns come on top."""
MOST_THREADS = 4

_BUCKETS = Template("COPY ($query) TO $folder (FORMAT parquet, PARTITION_BY (bucket), WRITE_PARTITION_COLUMNS false)")
_SCORES = Template(
    "SELECT occasion, score FROM read_parquet($files) WHERE instrument = $name ORDER BY client, occasion, score"
)
_CLIENTS = Template(
    """
    SELECT client, count(*) AS n$attributes FROM read_parquet($files) WHERE instrument = $name
    GROUP BY client ORDER BY client
    """
)
_ANSWER = Template(
    """
    SELECT client, $name AS instrument$attributes, $judged.*
    FROM (SELECT * EXCLUDE (n) FROM ($clients)) POSITIONAL JOIN $judged
    """
)
_TOGETHER = Template(
    """
    COPY (
        SELECT client, instrument$attributes, scores, $state AS state, $category AS category,
               CASE WHEN clinical_first >= 0 THEN clinical_first = 1 END AS clinical_first,
               CASE WHEN clinical_latest >= 0 THEN clinical_latest = 1 END AS clinical_latest,
               $numbers, $occasions,
               CASE WHEN not_heard_from >= 0 THEN not_heard_from = 1 END AS not_heard_from
        FROM read_parquet($files) ORDER BY instrument, client
    ) TO $target ($form)
    """
)
_FORMS = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER true"}


class DuckdbRegistry:
    """DuckDB with its spill in a folder of the run's own."""

    queries_for: Dialect = DUCKDB

    def __init__(self, scratch: Path, memory: str = MEMORY) -> None:
        self._engine = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(scratch)})
        self._engine.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def source(self, path: Path) -> str:
        """Return a Parquet, CSV or TSV file as a table, text where it is text."""
        with path.open("rb") as file:
            head = file.read(4)
        if head == b"PAR1":
            return f"read_parquet({literal(literally(path))}, hive_partitioning=false)"
        table = text_table(path)
        records.checked_lines(table)
        return (
            f"read_csv({literal(literally(path))}, delim={literal(table.delimiter)}, header=true, all_varchar=true, "
            """quote='"', escape='"', hive_partitioning=false)"""
        )

    def types(self, path: Path) -> dict[str, Typed]:
        """Return the file's column names, and what each holds."""
        try:
            described = self.rows(DESCRIBE.substitute(source=self.source(path)))
            return {str(row[0]): typed_as(str(row[1])) for row in described}
        except duckdb.Error:
            raise BadInput("expected a table that can be read, found one that cannot", file=path) from None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's answer."""
        return self._engine.execute(query).fetchall()

    def states(self, path: Path) -> str:
        """Return a judged file as a table that a query may name."""
        return f"read_parquet({literal(literally(path))})"

    def write_buckets(self, query: str, folder: Path) -> None:
        """Write a query's answer in folders by bucket."""
        self._engine.execute(_BUCKETS.substitute(query=query, folder=literal(str(folder))))

    def judge(self, work: Work, judgements: Mapping[str, Judgement], attributes: Sequence[str]) -> Iterator[str]:
        """Judge the missing buckets, some at a time: numpy lets threads run side by side."""
        threads = min(os.cpu_count() or 1, MOST_THREADS)
        with ThreadPoolExecutor(threads) as pool:
            jobs = [
                pool.submit(self._judge, work, bucket, judgements, attributes, self._engine.cursor())
                for bucket in work.missing()
            ]
            try:
                for job in jobs:
                    yield job.result()
            finally:
                pool.shutdown(cancel_futures=True)

    def _judge(
        self,
        work: Work,
        bucket: str,
        judgements: Mapping[str, Judgement],
        attributes: Sequence[str],
        engine: duckdb.DuckDBPyConnection,
    ) -> str:
        files = literal(str(work.laid_out / f"bucket={bucket}" / "*.parquet"))
        judged = [
            _judge_instrument(engine, files, f"judged{at}", name, judgement, attributes)
            for at, (name, judgement) in enumerate(judgements.items())
        ]
        half = work.judged / f"{bucket}.half"
        answers = " UNION ALL ".join(query for query in judged if query)
        engine.execute(f"COPY ({answers}) TO {literal(str(half))} (FORMAT parquet)")
        half.replace(work.answer(bucket))
        return bucket


def put_together(work: Work, attributes: Sequence[str], unit: str, target: Path, form: str) -> int:
    """Write all buckets' answers as one file, by instrument and client; return the number of rows."""
    files = literal(str(work.judged / "*.parquet"))
    extra = "".join(f", {DUCKDB.quote(name)}" for name in attributes)
    numbers = [name for name in COLUMNS if name not in _SPECIAL]
    query = _TOGETHER.substitute(
        attributes=extra,
        state=_words("state", STATES),
        category=_words("category", CATEGORIES),
        numbers=", ".join(f"CASE WHEN NOT isnan({name}) THEN {name} END AS {name}" for name in numbers),
        occasions=", ".join(f"{_occasion(name, unit)} AS {name}" for name in OCCASIONS),
        files=files,
        target=literal(str(target)),
        form=_FORMS[form],
    )
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(work.folder)}) as engine:
        (rows,) = engine.execute(query).fetchone() or (0,)
        return int(rows)


_SPECIAL = (*CODES, *OCCASIONS)


def _judge_instrument(
    engine: duckdb.DuckDBPyConnection,
    files: str,
    judged: str,
    name: str,
    judgement: Judgement,
    attributes: Sequence[str],
) -> str | None:
    """Judge a bucket's clients on one instrument, as the table `judged`; return the query that names them too."""
    quoted = [DUCKDB.quote(attribute) for attribute in attributes]
    values = "".join(f", min({one}) AS {one}" for one in quoted)
    other = "".join(f" + count(*) FILTER (min({one}) <> max({one})) OVER ()" for one in quoted)
    asked = {"files": files, "name": literal(name), "attributes": values}
    found = engine.execute(_CLIENTS.substitute({**asked, "attributes": f", 0{other} AS two_values"})).fetchnumpy()
    if not found["n"].size:
        return None
    check_one_value(int(found["two_values"][0]), attributes)
    scores = engine.execute(_SCORES.substitute(asked)).fetchnumpy()
    starts = np.concatenate([[0], np.cumsum(found["n"])]).astype(np.int64)
    engine.register(judged, state_columns(*each_once(starts, scores["occasion"], scores["score"]), judgement))
    clients = _CLIENTS.substitute(asked)
    names = "".join(f", {one}" for one in quoted)
    return _ANSWER.substitute(asked, clients=clients, judged=judged, attributes=names)


def _words(column: str, words: Sequence[str]) -> str:
    """SQL for the word of a code; NULL for -1."""
    cases = " ".join(f"WHEN {code} THEN {literal(word)}" for code, word in enumerate(words))
    return f"CASE {column} {cases} END"


def _occasion(column: str, unit: str) -> str:
    """SQL for an occasion in the file's own time: a date, or the number."""
    return f"DATE '1970-01-01' + CAST({column} AS INTEGER)" if unit == "date" else column
