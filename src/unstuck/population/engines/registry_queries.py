"""The SQL for files of a whole country: one set of queries, which DuckDB and Spark both run.

A registry has one row for each score. Its rows are read as text, checked, and laid out in buckets by the client's name,
so that all of a client's scores are in one; a bucket is what the kernel judges at a time. What the engines say
differently stands in `dialects`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Literal

from unstuck.population.engines.dialects import Dialect

Typed = Literal["number", "date", "text"]
"""What a column holds, as far as a query cares."""

SMALL = 2_000_000
"""Rows up to which 16 buckets are enough; a larger file has 256."""


@dataclass(frozen=True)
class RegistryColumns:
    """The columns of a registry by their names in the file.

    instrument: a column that names each row's instrument, or None where all rows are of one. attributes: what is
    known of the client, by the name it goes under in the answer.
    """

    client: str
    score: str
    unit: str
    time: str
    instrument: str | None
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Ranges:
    """Between which scores each instrument lies, by the name that the file gives it (or the only one's)."""

    lowest: Mapping[str, float]
    highest: Mapping[str, float]


def bucket_digits(rows: int) -> int:
    """Return of how many hexadecimal digits a bucket's name is."""
    return 1 if rows <= SMALL else 2


_CELLS = Template(
    """
    SELECT substr(md5(client), 1, $digits) AS bucket, * FROM (
        SELECT $client AS client, $instrument AS instrument, $occasion AS occasion, $time AS time_text,
               $score AS score, $score_text AS score_text$attributes
        FROM $source
    )
    """
)

_FAULTS = Template(
    """
    SELECT count(*) AS cells,
           sum(CASE WHEN score_text IS NOT NULL AND client IS NULL THEN 1 ELSE 0 END) AS client,
           sum(CASE WHEN score_text IS NOT NULL AND ($low IS NULL) THEN 1 ELSE 0 END) AS instrument,
           sum(CASE WHEN score_text IS NOT NULL AND NOT coalesce(score BETWEEN $low AND $high, false)
               AND $low IS NOT NULL THEN 1 ELSE 0 END) AS score,
           sum(CASE WHEN score_text IS NOT NULL AND NOT coalesce(occasion BETWEEN $earliest AND $latest, false)
               THEN 1 ELSE 0 END) AS occasion
    FROM ($cells)
    """
)

_LAID_OUT = Template(
    """
    SELECT bucket, client, instrument, occasion, score$attributes FROM ($cells) WHERE score_text IS NOT NULL
    """
)

DESCRIBE = Template("DESCRIBE SELECT * FROM $source")
INSTRUMENTS = Template("SELECT DISTINCT $name AS name FROM $source ORDER BY name")
COUNT_ROWS = Template("SELECT count(*) AS n FROM $source")

GROUPS = Template(
    """
    (SELECT *, concat(year(last_heard), '-Q', quarter(last_heard)) AS quarter FROM $states)
    """
)
"""Judged clients with the quarter of their last score, where the file has dates and no quarter of its own."""

BANDS = Template("(SELECT *, $band AS band FROM $states AS banded)")
"""Judged clients with the band of their first score, for the case mix."""

ROLL_UP = Template(
    """
    SELECT instrument, $keys,
           count(*) AS clients,
           sum(CASE WHEN category IN ('improved', 'recovered') THEN 1 ELSE 0 END) AS improved,
           sum(CASE WHEN category = 'unchanged' THEN 1 ELSE 0 END) AS unchanged,
           sum(CASE WHEN category = 'deteriorated' THEN 1 ELSE 0 END) AS deteriorated,
           sum(CASE WHEN clinical_first THEN 1 ELSE 0 END) AS at_caseness,
           sum(CASE WHEN clinical_first AND NOT clinical_latest THEN 1 ELSE 0 END) AS recovered,
           sum(CASE WHEN category = 'recovered' THEN 1 ELSE 0 END) AS reliably_recovered
    FROM $states AS judged WHERE scores >= 2 AND category IS NOT NULL GROUP BY $by ORDER BY $by
    """
)
"""Outcomes of everybody with two scores, by group; the same names as the NHS benchmark's."""

FIRST_SCORES = Template(
    """
    SELECT instrument, first, count(*) AS clients FROM $states AS judged
    WHERE scores >= 2 AND category IS NOT NULL GROUP BY instrument, first ORDER BY instrument, first
    """
)


@dataclass(frozen=True)
class RegistryQueries:
    """The queries for one file, in one engine's dialect."""

    dialect: Dialect
    columns: RegistryColumns
    ranges: Ranges
    missing: Sequence[str]
    earliest: float
    latest: float
    digits: int
    typed: Mapping[str, Typed]

    def faults(self, source: str) -> str:
        """Count what cannot be used: client, instrument, score, occasion; and all rows."""
        return _FAULTS.substitute(
            cells=self._cells(source),
            low=self._by_instrument(self.ranges.lowest),
            high=self._by_instrument(self.ranges.highest),
            earliest=repr(self.earliest),
            latest=repr(self.latest),
        )

    def laid_out(self, source: str) -> str:
        """Return every score with its bucket, its client, its time as a number and what is known of the client."""
        names = "".join(f", {self.dialect.quote(name)}" for name in self.columns.attributes)
        return _LAID_OUT.substitute(cells=self._cells(source), attributes=names)

    def _cells(self, source: str) -> str:
        columns, dialect = self.columns, self.dialect
        (score, score_text), (time, time_text) = self._score(), self._time()
        instrument = self._known(columns.instrument, False) if columns.instrument else dialect.literal(self._only)
        attributes = "".join(
            f", {self._known(column, False)} AS {dialect.quote(name)}" for name, column in columns.attributes.items()
        )
        return _CELLS.substitute(
            digits=self.digits,
            client=self._known(columns.client, False),
            instrument=instrument,
            occasion=time,
            time=time_text,
            score=score,
            score_text=score_text,
            attributes=attributes,
            source=source,
        )

    def _score(self) -> tuple[str, str]:
        """Return the score as a number, and as what is NULL where there is none."""
        return self._number(self.columns.score)

    def _time(self) -> tuple[str, str]:
        """Return the time as a number, and as what is NULL where there is none."""
        column = self.columns.time
        if self.columns.unit != "date":
            return self._number(column)
        if self.typed.get(column) == "date":
            own = self.dialect.quote(column)
            return self.dialect.day_number.format(date=f"CAST({own} AS DATE)"), own
        text = self._known(column, True)
        return self.dialect.day_number.format(date=f"try_cast(left({text}, 10) AS DATE)"), text

    def _number(self, column: str) -> tuple[str, str]:
        """Return a column as a number; one that holds numbers already is not read as text first."""
        if self.typed.get(column) != "number":
            text = self._known(column, True)
            return _number(text), text
        own = f"CAST({self.dialect.quote(column)} AS DOUBLE)"
        tokens = ", ".join(repr(float(token)) for token in self.missing if _is_number(token))
        known = f"CASE WHEN {own} NOT IN ({tokens}) THEN {own} END" if tokens else own
        return known, known

    def _known(self, column: str, numbers: bool) -> str:
        """Return a cell as text, NULL where it is empty or stands for missing; numbers do so only for numbers."""
        tokens = ["", *(token for token in self.missing if numbers or not _is_number(token))]
        text = self.dialect.text(column)
        return f"CASE WHEN {text} NOT IN ({', '.join(map(self.dialect.literal, tokens))}) THEN {text} END"

    @property
    def _only(self) -> str:
        return next(iter(self.ranges.lowest))

    def _by_instrument(self, limits: Mapping[str, float]) -> str:
        cases = " ".join(
            f"WHEN instrument = {self.dialect.literal(name)} THEN CAST({limit!r} AS DOUBLE)"
            for name, limit in limits.items()
        )
        return f"CASE {cases} END"


def typed_as(name: str) -> Typed:
    """Return what a column of an engine's type of that name holds.

    >>> typed_as("BIGINT"), typed_as("decimal(5,2)"), typed_as("DATE"), typed_as("TIMESTAMP"), typed_as("string")
    ('number', 'number', 'date', 'text', 'text')
    """
    plain = name.lower().partition("(")[0]
    if plain == "date":
        return "date"
    return "number" if plain in _NUMBER_TYPES else "text"


_NUMBER_TYPES = ("double", "float", "real", "decimal", "int", "integer", "bigint", "smallint", "tinyint", "hugeint")


def _number(text: str) -> str:
    """Return a text as a number; one engine would also read 1_000, the other 1d and 1f."""
    marks = " + ".join(f"instr(lower({text}), '{mark}')" for mark in "_df")
    return f"CASE WHEN {marks} = 0 THEN try_cast({text} AS DOUBLE) END"


def _is_number(token: str) -> bool:
    try:
        float(token)
    except ValueError:
        return False
    return True
