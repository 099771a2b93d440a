"""The SQL that turns text into numbers, as templates: `$name` is filled in by the checks, never by a file.

A `place` is the row (from 0) times the number of scores in a row, plus which of them: the order of the file.
"""

from __future__ import annotations

from string import Template

CELLS = Template(
    """
    SELECT place, client, occasion, score, CASE
        WHEN client IS NULL THEN 'no client'
        WHEN score IS NULL OR NOT score BETWEEN $minimum AND $maximum THEN 'bad score'
        WHEN occasion IS NULL THEN 'bad time'
        WHEN NOT occasion BETWEEN $earliest AND $latest THEN 'far time'
        END AS problem
    FROM (SELECT rowid * $width + $slot AS place, $client AS client, $occasion AS occasion,
                 $score AS score
          FROM raw WHERE $text IS NOT NULL)
    """
)
"""Every score of one column, checked; a row without a score is left out, whatever its other cells say."""

NUMBER = Template("CASE WHEN NOT contains($text, '_') THEN TRY_CAST($text AS DOUBLE) END")
"""A text as a number; DuckDB by itself would also read 1_000."""

DAY = Template(
    r"""
    CASE WHEN regexp_full_match($text, '\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?'
                                       '( ?(Z|[+-]\d{2}(:?\d{2})?))?)?')
    THEN CAST(TRY_CAST(left($text, 10) AS DATE) - DATE '1970-01-01' AS DOUBLE) END
    """
)
"""A text as a day since 1970-01-01: an ISO date, or the date of an ISO time stamp as it is written."""

FIRST_BASELINES = """
    UNION ALL
    SELECT min(place), client, 0.0, arg_min(score, place), NULL
    FROM baselines WHERE problem IS NULL GROUP BY client
    """

CLIENTS = Template(
    """
    SELECT client, CAST(row_number() OVER (ORDER BY first) - 1 AS INTEGER) AS number
    FROM (SELECT $client AS client, min(rowid) AS first FROM raw GROUP BY ALL)
    WHERE client IS NOT NULL ORDER BY number
    """
)
"""Clients numbered in order of first appearance, those without a score too."""

ATTRIBUTES = Template(
    """
    SELECT number, $first FROM clients JOIN (SELECT rowid AS row, $client AS client, $cells FROM raw) USING (client)
    GROUP BY number ORDER BY number
    """
)
"""Of each client the first value of every attribute that is not missing."""

FIRST_VALUE = Template("arg_min(c$column, row) AS a$at")

TWO_VALUES = Template(
    """
    SELECT min(row), arg_min(value, row), arg_min(first_value, row), arg_min(first_row, row)
    FROM (SELECT rowid AS row, c$column AS value,
                 first_value(c$column IGNORE NULLS) OVER whole AS first_value,
                 min(rowid) FILTER (c$column IS NOT NULL) OVER whole AS first_row
          FROM raw WHERE $client IS NOT NULL
          WINDOW whole AS (PARTITION BY $client ORDER BY rowid
                           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
    WHERE value <> first_value
    """
)
"""The first row whose client has another value on an earlier row: row, value, the earlier value, its row."""

SCORES = Template(
    """
    SELECT number, occasion, score, place FROM cells JOIN clients USING (client)
    WHERE problem IS NULL ORDER BY number, occasion, $order
    """
)
"""All scores by client and time; of those at one time the baseline comes first."""

PAIRS = """
    CREATE VIEW pairs AS
    SELECT place, score, lag(score) OVER () AS before, lag(place) OVER () AS before_place,
           coalesce(number <> lag(number) OVER (), true) AS new,
           NOT new AND coalesce(occasion = lag(occasion) OVER (), false) AS same
    FROM scores
    """
"""Each sorted score beside the one before it, in the table's own order: no second sort."""

BAD_CELL = Template("SELECT min(place), arg_min(problem, place) FROM $table WHERE problem IS NOT NULL")

TEXT = Template("SELECT c$column FROM raw WHERE rowid = $row")

TWO_BASELINES = """
    SELECT min(b.place), arg_min(b.score, b.place), arg_min(f.first, b.place), arg_min(f.score, b.place)
    FROM baselines b
    JOIN (SELECT client, min(place) AS first, arg_min(score, place) AS score
          FROM baselines WHERE problem IS NULL GROUP BY client) f USING (client)
    WHERE b.problem IS NULL AND b.score <> f.score
    """
"""The first baseline that differs from the client's first one: place, score, the other's place and score."""

TWO_SCORES = """
    SELECT min(place), arg_min(score, place), arg_min(before_place, place), arg_min(before, place)
    FROM pairs WHERE same AND score <> before
    """
"""The first score that differs from another of the same client and time: place, score, the other's."""

COUNTS = Template(
    """
    SELECT (SELECT count(*) FROM clients), count(*) FILTER (NOT same),
           count(*) FILTER (same AND NOT $before_is_baseline), count(*) FILTER (new)
    FROM pairs
    """
)
"""Clients, scores, repeats, clients with a score."""

PIECE_CLIENTS = "SELECT client FROM clients WHERE number >= ? AND number < ? ORDER BY number"
PIECE_SCORES = """
    SELECT number, occasion, score FROM scores WHERE number >= ? AND number < ? ORDER BY number, occasion
    """
PIECE_ATTRIBUTES = Template("SELECT $columns FROM attributes WHERE number >= ? AND number < ? ORDER BY number")
SCORE_PLACES = "SELECT number, occasion, place FROM scores ORDER BY number, occasion, place"
FIRST_SCORES = """
    SELECT occasion, score FROM (SELECT *, lag(number) OVER () AS before FROM scores)
    WHERE number IS DISTINCT FROM before ORDER BY occasion, number
    """

RAW = Template("CREATE OR REPLACE TABLE raw AS SELECT $cells FROM $reader AS file($names)")
"""The needed cells as text, in file order; the file's path is the one parameter."""

PLAIN = Template("CASE WHEN $missing THEN NULL ELSE $text END")
"""A cell as text, NULL where it is missing."""

ROWS = "SELECT count(*) FROM raw"
READ_PARQUET = "read_parquet(?, hive_partitioning=false)"
PARQUET_HEADER = "SELECT * FROM read_parquet(?, hive_partitioning=false) LIMIT 0"

READ_CSV = Template(
    """read_csv(?, columns={$columns}, delim=$delimiter, quote='"', escape='"', comment='', header=true,
    auto_detect=false, compression='none', hive_partitioning=false, max_line_size=$longest)"""
)
