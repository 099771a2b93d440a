"""The SQL for a registry, as each engine gets it: what differs between the two is seen here, without Spark.

After a change that is meant, write the files again and look at the difference:
`python -m tests.golden.test_registry_queries`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.population.engines.dialects import DUCKDB, SPARK, Dialect
from unstuck.population.engines.registry_queries import Ranges, RegistryColumns, RegistryQueries

FOLDER = Path(__file__).parent / "registry"
COLUMNS = RegistryColumns(
    client="Person's ID",
    score="total",
    unit="date",
    time="seen on",
    instrument="form",
    attributes={"agency": "site", "team": "ward \\ unit"},
)
RANGES = Ranges({"PHQ-9": 0.0, "GAD-7": 0.0}, {"PHQ-9": 27.0, "GAD-7": 21.0})


def text_for(dialect: Dialect) -> str:
    queries = RegistryQueries(dialect, COLUMNS, RANGES, ("NA", "-9"), -25567.0, 20779.0, 2, {"total": "number"})
    parts = (queries.faults("registry"), queries.laid_out("registry"))
    lines = [line.strip() for part in parts for line in [*part.splitlines(), ""]]
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("dialect", [DUCKDB, SPARK], ids=lambda dialect: dialect.name)
def test_the_queries_are_these(dialect: Dialect) -> None:
    assert text_for(dialect) == (FOLDER / f"{dialect.name}.sql").read_text(encoding="utf-8")


def test_the_engines_differ_in_four_things_only() -> None:
    """Quotes around names and inside texts, the type of text, the number of a day."""
    spark = text_for(SPARK).replace("`", '"').replace("STRING", "VARCHAR").replace("\\\\", "\\")
    day = ("datediff(try_cast(left(", "10) AS DATE), DATE '1970-01-01')")
    assert all(part in spark for part in day)
    plain = spark.replace("datediff(try_cast(", "try_cast(").replace(
        "AS DATE), DATE '1970-01-01') AS DOUBLE", "AS DATE) - DATE '1970-01-01' AS DOUBLE"
    )
    assert plain == text_for(DUCKDB)


if __name__ == "__main__":
    for each in (DUCKDB, SPARK):
        (FOLDER / f"{each.name}.sql").write_text(text_for(each), encoding="utf-8")
