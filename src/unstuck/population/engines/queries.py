"""The SQL that turns text into numbers, as templates: `$name` is filled in by the checks, never by a file.

A `place` is the row (from 0) times the number of scores in a row, plus which of them: the order of the file.
"""

from __future__ import annotations

from string import Template

from unstuck.population.engines.cell_texts import CYRILLIC_TWINS, LATIN_TWINS

CELLS = Template(
    """
    SELECT place, number, occasion, score, CASE
        WHEN number IS NULL THEN 0
        WHEN score IS NULL OR NOT score BETWEEN $minimum AND $maximum THEN 1
        WHEN occasion IS NULL THEN 2
        WHEN NOT occasion BETWEEN $earliest AND $latest THEN 3
        END::UTINYINT AS problem
    FROM (SELECT record * $width + $slot AS place, number, $occasion AS occasion, $score AS score
          FROM ($numbered) WHERE $text IS NOT NULL)
    """
)
"""Every score of one column, checked; a row without a score is left out, whatever its other cells say."""

NUMBERED = Template(
    "SELECT raw.rowid AS record, raw.*, clients.number FROM raw LEFT JOIN clients ON $client = clients.client"
)
"""Every row with the number of its client."""

NUMBERED_BY_RUNS = Template(
    """
    SELECT *, CAST(count(*) FILTER (new) OVER (ROWS UNBOUNDED PRECEDING) - 1 AS INTEGER) AS number
    FROM (SELECT rowid AS record, *, $client IS DISTINCT FROM lag($client) OVER () AS new FROM raw)
    """
)
"""The same where each client's rows stand together: by counting on, in the order of the file."""

RUNS = """
    SELECT coalesce(bool_and(first = after) AND sum(times) = (SELECT count(*) FROM raw), false)
    FROM (SELECT first, times, coalesce(lag(first + times) OVER (), 0) AS after FROM clients)
    """
"""Whether each client's rows stand together, and every row has one: each begins where those of the one before end."""

PROBLEMS = ("no client", "bad score", "bad time", "far time")
"""What may be wrong with a cell, by its code in CELLS."""

NUMBER = Template(
    "CASE WHEN typeof($text) <> 'VARCHAR' THEN TRY_CAST($text AS DOUBLE) "
    "WHEN NOT contains(CAST($text AS VARCHAR), '_') THEN TRY_CAST($text AS DOUBLE) END"
)
"""A text as a number; DuckDB by itself would also read 1_000. Of a column of numbers, the number.

Which of the two is known when a query is planned, and only that is worked out.
"""

DAY = Template(
    r"""
    CASE WHEN typeof($text) = 'DATE'
    THEN CASE WHEN TRY_CAST($text AS DATE) BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'
         THEN CAST(TRY_CAST($text AS DATE) - DATE '1970-01-01' AS DOUBLE) END
    WHEN strlen(CAST($text AS VARCHAR)) = 10 AND CAST($text AS VARCHAR) >= '0'
         AND CAST($text AS VARCHAR) LIKE '____-__-__'
    THEN CAST(TRY_CAST($text AS DATE) - DATE '1970-01-01' AS DOUBLE)
    WHEN regexp_full_match(CAST($text AS VARCHAR), '\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?'
                                       '( ?(Z|[+-]\d{2}(:?\d{2})?))?)?')
    THEN CAST(TRY_CAST(left(CAST($text AS VARCHAR), 10) AS DATE) - DATE '1970-01-01' AS DOUBLE)
    WHEN starts_with(CAST($text AS VARCHAR), '@') THEN TRY_CAST(substr(CAST($text AS VARCHAR), 2) AS DOUBLE) END
    """
)
"""A text as a day since 1970-01-01: an ISO date, or the date of an ISO time stamp as it is written.

Of a column of dates, the day. A date in another form was replaced by `@` and its day before. The plain form of a text
stands before the pattern, at a third of the cost.
"""

FIRST_BASELINES = """
    UNION ALL
    SELECT min(place), number, 0.0, arg_min(score, place), NULL
    FROM baselines WHERE problem IS NULL GROUP BY number
    """

NAMED = Template("SELECT $client AS client, count(*) AS times, min(rowid) AS first FROM raw GROUP BY 1")
"""Each name in the column of clients: how often it stands there, and in which row first."""

CLIENTS = Template(
    """
    SELECT client, CAST(row_number() OVER (ORDER BY first) - 1 AS INTEGER) AS number, first, times
    FROM ($named) WHERE client IS NOT NULL ORDER BY number
    """
)
"""Clients numbered in order of first appearance, those without a score too; the first row of each, and how many."""

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
    SELECT number, occasion, score, place FROM cells
    WHERE problem IS NULL ORDER BY number, occasion, $order
    """
)
"""All scores by client and time; of those at one time the baseline comes first."""

IN_ORDER = """
    SELECT count(*) = 0 FROM (
        SELECT number, occasion, place, problem, lag(number) OVER () AS number_before,
               lag(occasion) OVER () AS occasion_before, lag(place) OVER () AS place_before FROM cells)
    WHERE problem IS NOT NULL OR number < number_before
       OR (number = number_before AND (occasion < occasion_before
           OR (occasion = occasion_before AND place < place_before)))
    """
"""Whether the cells already lie, without a fault, by client and time: sorting a large file costs more than a look."""

PAIRS = """
    CREATE VIEW pairs AS
    SELECT place, score, lag(score) OVER () AS before, lag(place) OVER () AS before_place,
           coalesce(number <> lag(number) OVER (), true) AS new,
           NOT new AND coalesce(occasion = lag(occasion) OVER (), false) AS same
    FROM scores
    """
"""Each sorted score beside the one before it, in the table's own order: no second sort."""

BAD_CELL = Template("SELECT min(place), arg_min(problem, place) FROM $table WHERE problem IS NOT NULL")

TEXT = Template("SELECT CAST(c$column AS VARCHAR) FROM raw WHERE rowid = $row")

TWO_BASELINES = """
    SELECT min(b.place), arg_min(b.score, b.place), arg_min(f.first, b.place), arg_min(f.score, b.place)
    FROM baselines b
    JOIN (SELECT number, min(place) AS first, arg_min(score, place) AS score
          FROM baselines WHERE problem IS NULL GROUP BY number) f USING (number)
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
PIECE_SCORES = "SELECT number, occasion, score FROM scores WHERE number >= ? AND number < ?"
"""In the table's own order, which is that of clients and times."""
PIECE_ATTRIBUTES = Template("SELECT $columns FROM attributes WHERE number >= ? AND number < ? ORDER BY number")
SCORE_PLACES = "SELECT number, occasion, place FROM scores ORDER BY number, occasion, place"
FIRST_SCORES = """
    SELECT occasion, score FROM (SELECT *, lag(number) OVER () AS before FROM scores)
    WHERE number IS DISTINCT FROM before ORDER BY occasion, number
    """

RAW = Template("CREATE OR REPLACE TABLE raw AS SELECT $cells FROM $reader AS file($names)")
"""The needed cells, in file order: as text, but for numbers and dates of a file that has types; the file's path is the
one parameter."""

KINDS = Template(
    "SELECT text, $cell FROM (SELECT DISTINCT CAST(c$column AS VARCHAR) AS text FROM $reader AS file($names) "
    "WHERE c$column IS NOT NULL) LIMIT $most"
)
"""The few different texts of a column, and each as it is kept."""

KIND = Template("CREATE OR REPLACE TYPE kinds_$column AS ENUM ($kinds)")
CODED = Template("map_extract_value(MAP([$texts], CAST([$kept] AS kinds_$column[])), CAST(c$column AS VARCHAR))")
"""A cell as one of them: it takes a byte of memory and not sixteen. Looked up, not cast: a look is taken once for each
text of a page of the file."""

PLAIN = Template("CASE WHEN $missing THEN NULL ELSE $cell END")
"""A cell, NULL where it is missing."""

ROWS = "SELECT count(*) FROM raw"
READ_PARQUET = "read_parquet(?, hive_partitioning=false)"
PARQUET_HEADER = "SELECT * FROM read_parquet(?, hive_partitioning=false) LIMIT 0"
PARQUET_TOP = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?, hive_partitioning=false) LIMIT 2000"
"""The first rows as text: times with a zone would need a further package as Python's own."""

READ_CSV = Template(
    """read_csv(?, columns={$columns}, delim=$delimiter, quote='"', escape='"', comment='', header=true,
    auto_detect=false, compression='none', hive_partitioning=false, max_line_size=$longest)"""
)

ADD = Template("ALTER TABLE raw ADD COLUMN c$column VARCHAR")
"""An empty column for what is made of others."""

SEEN = Template(
    "UPDATE raw SET c$column = nullif(trim(c$column, $unseen), '') WHERE strlen(c$column) > length(c$column) "
    "AND trim(c$column, $unseen) <> c$column"
)
"""Names without spaces that are not seen; only names with letters beyond ASCII are looked at."""

WHOLE = Template("UPDATE raw SET c$column = regexp_replace(c$column, '\\.0$$', '') WHERE c$column IS NOT NULL")
"""Whole numbers without their decimals."""

PART = Template(
    "UPDATE raw SET c$column = CASE WHEN $year IS NOT NULL AND $month IS NOT "
    "NULL AND $day IS NOT NULL THEN $year || '-' || lpad($month, 2, '0') || '-' || lpad($day, 2, '0') END"
)
"""A date made of a year, a month and a day, as far as all three are there."""

ODD = Template(
    """
    SELECT CAST(cell AS VARCHAR), times, first FROM (
        SELECT c$column AS cell, count(*) AS times, min(rowid) AS first FROM raw
        WHERE c$column IS NOT NULL AND $beside GROUP BY 1)
    WHERE NOT coalesce($plain, false) ORDER BY 3
    """
)
"""Texts of a column that are not plainly what it holds: how often each stands there, and in which row first."""

REPLACE = Template("UPDATE raw SET c$column = odd.value FROM odd WHERE raw.c$column = odd.text")

AS_TICKS = Template(
    """
    SELECT max(n), CASE WHEN count(*) = 0 OR max(abs(n)) <= $furthest * 10 THEN 0
    WHEN bool_and(n % 86400000000000 = 0) THEN 2 WHEN bool_and(n % 86400000000 = 0) THEN 1 ELSE 0 END
    FROM (SELECT TRY_CAST($number AS HUGEINT) AS n FROM raw WHERE c$column IS NOT NULL)
    """
)
"""The largest number, and whether all are whole days in nanoseconds (2) or microseconds (1)."""

BLOCKS = Template(
    """
    SELECT count(*) FILTER (client IS NULL), count(*) FILTER (client IS NOT NULL), bool_or(client IS NOT NULL AND
    first),
           min(rowid) FILTER (client IS NULL), count(*) FILTER (client IS NULL AND before IS NOT NULL)
    FROM (SELECT rowid, $client AS client, lag($client) OVER (ORDER BY rowid) AS before,
                 row_number() OVER (ORDER BY rowid) = 1 AS first FROM raw WHERE $scored)
    """
)
"""Rows with a score: without a client, with one, whether the first has one, the first without, and how many blocks."""

FILL_DOWN = Template(
    """
    UPDATE raw SET $client = filled.client
    FROM (SELECT rowid AS record, last_value($client IGNORE NULLS) OVER (ORDER BY rowid) AS client FROM raw) AS filled
    WHERE raw.rowid = filled.record AND raw.$client IS NULL AND $scored
    """
)

SAMPLE = Template(
    """
    CREATE OR REPLACE TEMP TABLE sampled AS
    SELECT s.number AS client, s.occasion, s.place, s.score, $columns
    FROM (SELECT * FROM scores WHERE number % $step = 0) s JOIN raw r ON r.rowid = s.place // $width
    """
)
"""All scores of every so-manieth client, beside the columns that may say of which kind a row is."""

ALTERNATING = Template(
    """
    WITH rows AS (
        SELECT client, $column AS value, score,
               coalesce($column <> lag($column) OVER (PARTITION BY client ORDER BY occasion, place), true) AS turn
        FROM sampled WHERE $column IS NOT NULL
    ), each AS (
        SELECT client, value, count(*) AS n, avg(score) AS mean, sum(turn::INTEGER) AS turns,
               coalesce(var_pop(score), 0) * count(*) AS spread
        FROM rows WHERE score IS NOT NULL GROUP BY ALL
    ), clients AS (
        SELECT client, sum(n) AS n, count(*) AS kinds, sum(turns) AS turns, sum(spread) AS inside,
               sum(n * mean * mean) - sum(n * mean) ** 2 / sum(n) AS between_values
        FROM each GROUP BY client
    )
    SELECT count(*) FILTER (n > 1), count(*) FILTER (kinds > 1 AND turns > kinds),
           sum(between_values) FILTER (kinds > 1), sum(between_values + inside) FILTER (kinds > 1),
           count(*) FILTER (kinds > 1) FROM clients
    """
)
"""How many clients have several scores, in how many of them the values take turns in the order of time, the squares
between the values and in all, and in how many clients there are several values."""

CALENDAR = Template(
    """
    SELECT count(*), min(low), max(high), min(place), arg_min(before, place), arg_min(time, place) FROM (
        SELECT rowid AS place, $client AS client, $time AS time, lag($time) OVER (PARTITION BY $client ORDER BY
        rowid) AS before,
               min($time) OVER () AS low, max($time) OVER () AS high, bool_or($time <> floor($time)) OVER () AS broken
        FROM raw WHERE $scored AND $client IS NOT NULL)
    WHERE time < before AND NOT broken AND high <= $most AND before - time >= least(high - low, $most) / 4
    """
)
"""Where a time runs back within a client, although all of them are numbers that a calendar has."""

EPISODES_BY_COLUMN = Template(
    """
    CREATE OR REPLACE TEMP TABLE latest AS
    SELECT number, min(occasion) AS began FROM (
        SELECT s.number, s.occasion, r.$column AS episode,
               arg_max(r.$column, s.occasion) OVER (PARTITION BY s.number) AS last
        FROM scores s JOIN raw r ON r.rowid = s.place // $width WHERE r.$column IS NOT NULL)
    WHERE episode = last GROUP BY number
    """
)

EPISODES_BY_GAP = Template(
    """
    CREATE OR REPLACE TEMP TABLE latest AS
    WITH gaps AS (
        SELECT number, occasion, (occasion - lag(occasion) OVER ()) * $days AS gap,
               number IS DISTINCT FROM lag(number) OVER () AS new FROM scores),
    long AS (SELECT number, max(occasion) AS began FROM gaps WHERE NOT new AND gap >= $gap GROUP BY number),
    usual AS (SELECT number, median(gap) AS gap FROM gaps WHERE NOT new AND gap > 0 AND number IN (SELECT number FROM
    long)
              GROUP BY number),
    after AS (SELECT l.number, l.began, count(*) AS n FROM long l JOIN scores s ON s.number = l.number
              AND s.occasion >= l.began GROUP BY ALL)
    SELECT a.number, a.began FROM after a JOIN usual u USING (number) WHERE a.n >= 2 AND $gap >= $times * u.gap
    """
)
"""Where the latest episode of a client began: after a long gap that is much longer than the usual one."""

EARLIER = """
    SELECT count(DISTINCT s.number), count(*), min(s.number) FROM scores s JOIN latest l ON l.number = s.number
    WHERE s.occasion < l.began
    """
KEEP_LATEST = """
    CREATE OR REPLACE TABLE scores AS SELECT s.number, s.occasion, s.score, s.place
    FROM scores s LEFT JOIN latest l ON l.number = s.number
    WHERE l.began IS NULL OR s.occasion >= l.began ORDER BY s.number, s.occasion, s.place
    """

ALIKE = Template(
    """
    WITH turned AS (SELECT client, number,
        CASE WHEN contains(client, ',') THEN regexp_replace(client, '^([^,0-9]+),([^,0-9]+)$$', '\\2 \\1')
        ELSE client END AS name FROM clients),
    small AS (SELECT client, number,
        CASE WHEN strlen(client) = length(client) THEN lower(name)
        ELSE translate(strip_accents(lower(nfc_normalize(name))), '$cyrillic', '$latin') END AS name
        FROM turned),
    plain AS (SELECT client, number,
        CASE WHEN contains(name, '.0') THEN regexp_replace(name, '\\.0+$$', '') ELSE name END AS name FROM small),
    whole AS (SELECT client, number,
        CASE WHEN contains(name, '0') THEN regexp_replace(name, '(^|[^0-9])0+([0-9])', '\\1\\2', 'g')
        ELSE name END AS name FROM plain),
    keys AS (SELECT client, number,
        CASE WHEN regexp_full_match(name, '[a-z0-9]*') THEN name
        ELSE regexp_replace(name, '[^\\pL\\pN]+', '', 'g') END AS key FROM whole)
    SELECT client FROM keys WHERE key IN (SELECT key FROM keys GROUP BY key HAVING count(*) > 1) ORDER BY number
    """
).substitute(cyrillic=CYRILLIC_TWINS, latin=LATIN_TWINS)
"""Clients whose names could look alike; whether they do is looked at one by one. What is plain is left as it is."""

ZEROS = Template(
    """
    WITH few AS (SELECT * FROM scores WHERE number IN (SELECT number FROM scores WHERE score = $minimum))
    SELECT count(*), min(place) FROM (
        SELECT place, score, lag(score) OVER one AS before, lead(score) OVER one AS after
        FROM few WINDOW one AS (PARTITION BY number ORDER BY occasion, place))
    WHERE score = $minimum AND before >= $high AND after >= $high
    """
)
"""Scores at the lowest possible value between two high ones of the same client."""
