SELECT count(*) AS cells,
sum(CASE WHEN score_text IS NOT NULL AND client IS NULL THEN 1 ELSE 0 END) AS client,
sum(CASE WHEN score_text IS NOT NULL AND (CASE WHEN instrument = 'PHQ-9' THEN CAST(0.0 AS DOUBLE) WHEN instrument = 'GAD-7' THEN CAST(0.0 AS DOUBLE) END IS NULL) THEN 1 ELSE 0 END) AS instrument,
sum(CASE WHEN score_text IS NOT NULL AND NOT coalesce(score BETWEEN CASE WHEN instrument = 'PHQ-9' THEN CAST(0.0 AS DOUBLE) WHEN instrument = 'GAD-7' THEN CAST(0.0 AS DOUBLE) END AND CASE WHEN instrument = 'PHQ-9' THEN CAST(27.0 AS DOUBLE) WHEN instrument = 'GAD-7' THEN CAST(21.0 AS DOUBLE) END, false)
AND CASE WHEN instrument = 'PHQ-9' THEN CAST(0.0 AS DOUBLE) WHEN instrument = 'GAD-7' THEN CAST(0.0 AS DOUBLE) END IS NOT NULL THEN 1 ELSE 0 END) AS score,
sum(CASE WHEN score_text IS NOT NULL AND NOT coalesce(occasion BETWEEN -25567.0 AND 20779.0, false)
THEN 1 ELSE 0 END) AS occasion
FROM (
SELECT substr(md5(client), 1, 2) AS bucket, * FROM (
SELECT CASE WHEN trim(CAST(`Person's ID` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`Person's ID` AS STRING)) END AS client, CASE WHEN trim(CAST(`form` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`form` AS STRING)) END AS instrument, CAST(datediff(try_cast(left(CASE WHEN trim(CAST(`seen on` AS STRING)) NOT IN ('', 'NA', '-9') THEN trim(CAST(`seen on` AS STRING)) END, 10) AS DATE), DATE '1970-01-01') AS DOUBLE) AS occasion, CASE WHEN trim(CAST(`seen on` AS STRING)) NOT IN ('', 'NA', '-9') THEN trim(CAST(`seen on` AS STRING)) END AS time_text,
CASE WHEN CAST(`total` AS DOUBLE) NOT IN (-9.0) THEN CAST(`total` AS DOUBLE) END AS score, CASE WHEN CAST(`total` AS DOUBLE) NOT IN (-9.0) THEN CAST(`total` AS DOUBLE) END AS score_text, CASE WHEN trim(CAST(`site` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`site` AS STRING)) END AS `agency`, CASE WHEN trim(CAST(`ward \ unit` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`ward \ unit` AS STRING)) END AS `team`
FROM registry
)
)
SELECT bucket, client, instrument, occasion, score, `agency`, `team` FROM (
SELECT substr(md5(client), 1, 2) AS bucket, * FROM (
SELECT CASE WHEN trim(CAST(`Person's ID` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`Person's ID` AS STRING)) END AS client, CASE WHEN trim(CAST(`form` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`form` AS STRING)) END AS instrument, CAST(datediff(try_cast(left(CASE WHEN trim(CAST(`seen on` AS STRING)) NOT IN ('', 'NA', '-9') THEN trim(CAST(`seen on` AS STRING)) END, 10) AS DATE), DATE '1970-01-01') AS DOUBLE) AS occasion, CASE WHEN trim(CAST(`seen on` AS STRING)) NOT IN ('', 'NA', '-9') THEN trim(CAST(`seen on` AS STRING)) END AS time_text,
CASE WHEN CAST(`total` AS DOUBLE) NOT IN (-9.0) THEN CAST(`total` AS DOUBLE) END AS score, CASE WHEN CAST(`total` AS DOUBLE) NOT IN (-9.0) THEN CAST(`total` AS DOUBLE) END AS score_text, CASE WHEN trim(CAST(`site` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`site` AS STRING)) END AS `agency`, CASE WHEN trim(CAST(`ward \ unit` AS STRING)) NOT IN ('', 'NA') THEN trim(CAST(`ward \ unit` AS STRING)) END AS `team`
FROM registry
)
) WHERE score_text IS NOT NULL
