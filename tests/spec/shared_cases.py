"""The collected cases beside the checkout: for every file what should happen, as its folder's `expected.txt` has it.

Folders from 33 on hold no sheets of scores; what they show is tested by `tests/unit/cli` and `tests/unit/interop`, and
here only that they end as they should.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

CASES = Path(__file__).parents[2] / "../shared/cases"
STALLED = {"K101": "stalled", "K102": "recovered", "K103": "deteriorating"}
"""The caseload that most of the sheets hold."""

SHEETS: Mapping[str, str] = {
    "01-google-forms": "asked", "02-uk-dates": "asked", "03-qualtrics": "read", "04-redcap-repeat": "read",
    "05-redcap-events": "refused", "06-european": "read", "07-utf16": "read", "08-excel-serial": "asked",
    "10-out-of": "asked", "11-missing-codes": "asked", "12-two-raters": "refused", "13-mixed-measures": "asked",
    "14-items": "read", "15-client-spelling": "read", "16-second-episode": "asked", "17-other-dates": "read",
    "18-title-rows": "read", "19-merged-cells": "asked", "20-labels": "asked", "21-suddengains-wide": "refused",
    "22-parquet": "read", "24-date-parts": "read", "25-date-and-session": "read", "26-item-means": "refused",
    "27-wrong-instrument": "refused", "28-marks": "refused", "29-nbsp": "read", "30-footnote": "read",
    "31-future-blank": "read", "35-newcomer": "asked",
}  # fmt: skip
OTHERWISE = {
    "16-second-episode/alone.csv": "read", "17-other-dates/monthyear.csv": "refused", "22-parquet/pd.json": "refused",
    "22-parquet/pl.feather": "refused", "35-newcomer/w.csv": "asked", "35-newcomer/caseload phq9.csv": "refused",
}  # fmt: skip
WITH_STATES = (
    "01-google-forms", "02-uk-dates", "03-qualtrics", "08-excel-serial", "10-out-of", "11-missing-codes",
    "13-mixed-measures", "18-title-rows", "19-merged-cells", "20-labels", "24-date-parts", "25-date-and-session",
    "30-footnote",
)  # fmt: skip
NOT_ON_THE_SITE = ("22-parquet/", "27-wrong-instrument")
"""Parquet is not taken in there; case 27 is asked with another questionnaire."""
ANSWERS, ADVICE = "33-answers", "34-advise"
READ_ANSWERS = (
    "empty9", "floats", "loinc", "missing3", "q", "strings", "upper",
)  # fmt: skip


def sheets() -> Iterator[tuple[str, Path]]:
    """Yield what should happen and the path of every sheet of scores."""
    for folder, outcome in SHEETS.items():
        for path in sorted((CASES / folder).glob("*")):
            if path.name != "expected.txt":
                yield OTHERWISE.get(f"{folder}/{path.name}", outcome), path


def directories() -> Iterator[Path]:
    """Yield every directory of services: folders and zips."""
    for folder in sorted(CASES.glob("[45]*")):
        yield from (path for path in sorted(folder.iterdir()) if path.name != "expected.txt")
