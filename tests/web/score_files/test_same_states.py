"""The same file through the site and through `unstuck analyse` says the same of every client."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client as Browser

from tests.unit.cli.command import BTHEB, TRIAL, unstuck
from tests.web.cast import TODAY, Cast
from tests.web.score_files.files import saved
from unstuck.instruments import load
from unstuck.simulation import scale_of, simulate
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Score, State, Upload

As = Callable[[Person | None], Browser]
Said = dict[str, list[dict[str, Any]]]
SAME = ("state", "probability", "reasons", "alert", "baseline", "latest", "reliable_change", "outlook", "expected")


def by_client(records: list[dict[str, Any]]) -> Said:
    found: Said = {}
    for record in records:
        found.setdefault(record["client"], []).append({key: record.get(key) for key in SAME})
    return found


def of_command(path: Path, *options: str) -> Said:
    answer = unstuck("analyse", path, *options, "--each-occasion", "--format", "json", "--today", TODAY.isoformat())
    assert answer.status == 0, answer.err
    return by_client([one for one in json.loads(answer.out) if one["state"] and one["latest"] is not None])


def of_site() -> Said:
    """What the site's newest states say, client by client, in order of time."""
    found: Said = {}
    mine = Score.objects.filter(upload=Upload.objects.latest("at"), withdrawn_at=None)
    for score in mine.order_by("episode", "day").select_related("episode__client"):
        said = State.objects.filter(score=score).latest("id").evidence
        found.setdefault(score.episode.client.reference, []).append({key: said.get(key) for key in SAME})
    return found


def as_file(path: Path, rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path.read_bytes()


def simulated(instrument: str, clients: int) -> list[tuple[str, date, float]]:
    caseload = simulate(clients, 5, today=TODAY, scale=scale_of(load(instrument)), weeks=14)
    columns = {name: values.tolist() for name, values in caseload.columns.items()}
    return list(zip(columns["client"], columns["date"], columns["score"], strict=True))


def without_when(said: Said) -> Said:
    """The same, with "since early July" and "for 4 weeks" made one: only the site was told the day of time 0."""
    when = re.compile(r"(since (early|mid|late)[ -][A-Z][a-z]+( \d{4})?|for \d+ \w+)(?=,| and)")
    text = when.sub("WHEN", json.dumps(said))
    return dict(json.loads(text))


def compare(site: Said, command: Said, dated: bool = True) -> None:
    if not dated:
        site, command = without_when(site), without_when(command)
    assert set(site) == set(command)
    assert len({one["state"] for said in command.values() for one in said}) > 1
    for client, said in command.items():
        assert site[client] == said, client


def test_long_with_dates(cast: Cast, as_person: As, tmp_path: Path) -> None:
    rows = [{"client": who, "score": score, "date": day} for who, day, score in simulated("PHQ-9", 80)]
    content = as_file(tmp_path / "f.csv", rows)
    saved(as_person(cast.worker), content)
    compare(of_site(), of_command(tmp_path / "f.csv", "--instrument", "PHQ-9"))


def test_long_with_weeks_and_a_baseline(cast: Cast, as_person: As, tmp_path: Path) -> None:
    found = simulated("PHQ-9", 60)
    first = {who: (day, score) for who, day, score in reversed(found)}
    rows = [
        {"id": who, "total": score, "week": (day - first[who][0]).days / 7 + 0.5, "intake": first[who][1]}
        for who, day, score in found
    ]
    content = as_file(tmp_path / "f.csv", rows)
    fields = {"client": "id", "score": "total", "time": "week", "unit": "week", "baseline": "intake"}
    saved(as_person(cast.worker), content, **fields, zero=(TODAY - timedelta(weeks=20)).isoformat())
    columns = "client=id,score=total,week=week,baseline=intake"
    compare(of_site(), of_command(tmp_path / "f.csv", "--instrument", "PHQ-9", "--columns", columns), dated=False)


def wide_rows(clients: int) -> list[dict[str, Any]]:
    """Made-up BDI-II totals at months 0, 2, 3.5 and 8; some are missing."""
    draws = np.random.default_rng(8)
    rows = []
    for number in range(clients):
        start, slope = draws.normal(27, 8), draws.normal(-2, 2)
        scores = [float(np.clip(round(start + slope * month + draws.normal(0, 4)), 0, 63)) for month in (0, 2, 3.5, 8)]
        cells = ["NA" if at and draws.random() < 0.2 else f"{score:g}" for at, score in enumerate(scores)]
        rows.append({"id": f"b{number}", **dict(zip(("pre", "m2", "m35", "m8"), cells, strict=True))})
    return rows


def test_wide_in_months_where_norms_come_from_the_sample(cast: Cast, as_person: As, tmp_path: Path) -> None:
    content = as_file(tmp_path / "f.csv", wide_rows(60))
    times = {"at-1": "0", "at-2": "2", "at-3": "3.5", "at-4": "8"}
    saved(
        as_person(cast.worker), content, instrument="BDI-II", layout="wide", client="id", wide_unit="month",
        missing="NA", zero=(TODAY - timedelta(days=300)).isoformat(), **times,
    )  # fmt: skip
    wide = ("--wide", "pre@0,m2@2,m35@3.5,m8@8", "--unit", "month", "--missing", "NA", "--columns", "client=id")
    compare(of_site(), of_command(tmp_path / "f.csv", "--instrument", "BDI-II", *wide), dated=False)


@pytest.mark.reference_data
def test_beat_the_blues(cast: Cast, as_person: As, tmp_path: Path) -> None:
    """Its rows have no id; the site asks for one, so both get the number of the row."""
    with BTHEB.open(encoding="utf-8") as file:
        rows = [{"id": f"p{number}", **row} for number, row in enumerate(csv.DictReader(file), start=1)]
    content = as_file(tmp_path / "f.csv", rows)
    columns = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
    times = {f"at-{list(rows[0]).index(name)}": str(time) for name, time in columns.items()}
    saved(
        as_person(cast.worker), content, instrument="BDI-II", layout="wide", client="id", wide_unit="month",
        missing="NA", zero="2026-01-15", **times,
    )  # fmt: skip
    wide = ",".join(f"{name}@{time}" for name, time in columns.items())
    options = ("--wide", wide, "--unit", "month", "--missing", "NA", "--columns", "client=id")
    site = of_site()
    assert len(site) == 100
    assert sum(map(len, site.values())) == 380
    compare(site, of_command(tmp_path / "f.csv", "--instrument", "BDI-II", *options), dated=False)


def test_the_antidepressant_trial(cast: Cast, as_person: As, tmp_path: Path) -> None:
    content = TRIAL.read_bytes()
    fields = {"client": "PATIENT", "score": "HAMDTL17", "time": "RELDAYS", "unit": "day", "baseline": "BASVAL"}
    saved(as_person(cast.worker), content, instrument="HAMD-17", zero="2026-01-15", **fields)
    columns = "client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL"
    compare(of_site(), of_command(TRIAL, "--instrument", "HAMD-17", "--columns", columns), dated=False)
