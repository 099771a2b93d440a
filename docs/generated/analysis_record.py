"""The record of `unstuck analyse --format json`, field by field, from its published JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from unstuck.instruments import load
from unstuck.interop.analysis import FLAT, FLAT_NAMES, Seen, records, schema
from unstuck.progress.batch import Batch
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.measure import measure_of
from unstuck.progress.reasons import reasons
from unstuck.progress.snapshot import snapshots
from unstuck.progress.status import assess

PATH = "reference/analysis-record.md"

HEAD = """# The analysis record

Generated from `src/unstuck/interop/schemas/analysis.schema.json`, the JSON Schema (2020-12) against which an
answer can be checked. `unstuck analyse FILE --instrument ID --format json` writes a list with one record for each
client, in the order of the file; with `--each-occasion` one for each client and occasion, from what was known then.
Fields may be added in later versions; none is renamed or dropped. What is unknown is `null`, never left out. Points
have at most two decimals, probabilities four. How a state comes about: [states](../explanation/states.md).
"""

MEANS: Mapping[str, str] = {
    "client": "the client's id as it stands in the file; the row's number where the file has no client column",
    "instrument": "the questionnaire's id",
    "scores": "how many scores there are, up to and with this one",
    "first": "the first score, in points",
    "latest": "the latest score, in points",
    "state": "the state of progress",
    "outlook.non_clinical": "in the usual range, that is, better than the cutoff",
    "outlook.gaining": "else, better by a minimal change or more than now",
    "outlook.flat": "else",
    "outlook.worse": "else, worse by a minimal change or more than now",
    "reliable_change": "change since the first score against what measurement error alone seldom reaches",
    "reliable_change.threshold": "the smallest reliable change, in points",
    "reliable_change.category": "the category after Jacobson and Truax 1991",
    "expected.latest": "the expected score, in points",
    "expected.lower80": "lower end of the 80 % band",
    "expected.upper80": "upper end of the 80 % band",
    "forecast.mean": "the expected score, in points",
    "forecast.lower80": "lower end of the 80 % band",
    "forecast.upper80": "upper end of the 80 % band",
    "forecast.p_clinical": "probability that this score is clinical",
    "cutoff": "the first clinical value, in points",
    "reasons": "why this state, the reason it rests on first, what limits it last",
    "reasons[].code": "a code for programs; codes are added, never changed",
    "reasons[].text": "the sentence for people",
    "last_heard": "the latest occasion with a score, in the file's own time",
    "norms": "where the size of a reliable change comes from: published, the file's own first scores, or nowhere",
    "alert_precision.right": "the share that were right",
    "alert_precision.lower95": "lower end of its 95 % interval",
    "alert_precision.upper95": "upper end of its 95 % interval",
    "alert_precision.alerts": "how many alerts were tried",
    "alert_precision.basis": "on what",
    "horizon": "how far ahead outlook and forecast look",
    "curve": "the id of the curve in use; null where there is none",
    "curve_kind": "whether the curve was fitted to session scores or assumed from aggregates",
}
"""What a field means, where the schema does not say it itself."""


def render() -> str:
    """Return the page."""
    rows = ["| field | type | |", "|---|---|---|", *_rows("", schema()["items"])]
    return "\n".join([HEAD, *rows, *_example(), *_flat()]) + "\n"


def fields(prefix: str, described: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every field with its own schema, the inner ones by their path."""
    for name, one in described.get("properties", {}).items():
        yield f"{prefix}{name}", one
        yield from fields(f"{prefix}{name}.", one)
        yield from fields(f"{prefix}{name}[].", one.get("items", {}))


def _rows(prefix: str, described: Mapping[str, Any]) -> Iterator[str]:
    for path, one in fields(prefix, described):
        yield f"| `{path}` | {_type(one)} | {one.get('description') or MEANS[path]} |"


def _type(one: Mapping[str, Any]) -> str:
    if "enum" in one:
        return ", ".join(f"`{json.dumps(value)}`" for value in one["enum"])
    names = one["type"] if isinstance(one["type"], list) else [one["type"]]
    if one.get("minimum") == 0 and one.get("maximum") == 1:
        names = [name.replace("number", "number from 0 to 1") for name in names]
    return " or ".join(names)


def example() -> dict[str, Any]:
    """Return the record of a made-up client: twelve weekly PHQ-9 scores that stop falling."""
    scores = [17, 15, 14, 14, 15, 14, 13, 14, 14, 15, 14, 14]
    batch = Batch.of_one([7 * week for week in range(len(scores))], scores)
    measure, curve = measure_of(load("PHQ-9")), shipped_curve("PHQ-9", "days")
    found = assess(batch, measure, curve)
    (seen,) = snapshots(batch, measure, curve, found, np.array([len(scores) - 1]))
    said = reasons(seen, measure, curve, curve)
    last = len(scores) - 1
    one = Seen("A17", seen, said, measure.norms, last, seen.since_row, last, None)
    return next(records([one], measure, curve, unit="week", each_occasion=False))


def _example() -> Iterator[str]:
    yield "\n## An example\n"
    yield "A made-up client with PHQ-9 scores of 17, 15, 14, 14, 15, 14, 13, 14, 14, 15, 14, 14 in weeks 0 to 11.\n"
    yield f"```json\n{json.dumps(example(), indent=2, ensure_ascii=False)}\n```"


def _flat() -> Iterator[str]:
    inner = {name: f"{outer}.{field}" for name, outer, field in FLAT if field is not None}
    yield "\n## CSV and Parquet\n"
    yield (
        "The same, flat: one row a record, unknown values empty. `reason_codes` and `reasons` hold all codes and all "
        "sentences in one text each.\n"
    )
    yield "| column | field |\n|---|---|"
    for name in FLAT_NAMES:
        yield f"| `{name}` | {'`reasons`' if name in ('reason_codes', 'reasons') else f'`{inner.get(name, name)}`'} |"
