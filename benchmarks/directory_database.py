"""What benchmarks.directory does inside the site: `python -m benchmarks.directory_database FILE`. Prints JSON."""

# ruff: noqa: E402  (models can be imported only once Django is set up)
from __future__ import annotations

import json
import os
import random
import resource
import sys
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from benchmarks.directory import SEARCHES, SEED
from unstuck.interop.hsds import read_directory
from unstuck.web.accounts.actions import found_agency
from unstuck.web.components import dates
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.queries import present
from unstuck.web.directory.search import ServiceQuery, search

WARM_UP = 20
MONDAY_MORNING = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  (a local time)
"""When it is asked what is open, in every run: most of the invented services are."""
NEEDS = (
    "cannot pay the rent", "lonely", "food for my children", "huosing", "counselling for low mood",
    "training for a job",
    "legal advice about an eviction", "", "a hot meal", "lifts to the clinic", "dentel pain", "language class",
)  # fmt: skip


def measured(path: Path) -> dict[str, Any]:
    """Import three times and search, with the database that the environment names."""
    call_command("migrate", verbosity=0, interactive=False)
    agency = found_agency("Bench", now=dates.now())
    found: dict[str, Any] = {"at_start_mb": _peak_mb()}
    for name in ("import", "again", "third"):
        began = perf_counter()
        take_in(agency, "Bench", read_directory(path), dates.now(), {"file_name": "bench.json", "sha256": "0" * 64})
        found |= {f"{name}_seconds": perf_counter() - began, f"{name}_mb": _peak_mb()}
    found["services"] = present(agency.pk).count()
    return found | _searches(agency.pk)


def _searches(agency: int) -> dict[str, Any]:
    draw, wall, cpu = random.Random(SEED), [], []
    for number in range(SEARCHES + WARM_UP):
        wanted = ServiceQuery(
            need=draw.choice(NEEDS),
            areas=draw.choice([(), (), ("housing",)]),
            language=draw.choice(["", "", "Polish"]),
            free=draw.random() < 0.2,
            near=draw.choice([None, (51.5, -0.1)]),
            within_km=draw.choice([None, 10.0]),
            open_at=draw.choice([None, None, MONDAY_MORNING]),
            now=MONDAY_MORNING,
        )
        began, spent = perf_counter(), process_time()
        search(agency, wanted)
        if number >= WARM_UP:
            wall.append(1000 * (perf_counter() - began))
            cpu.append(1000 * (process_time() - spent))
    return {"p50_ms": median(wall), "p95_ms": quantiles(wall, n=20)[18], "cpu_p95_ms": quantiles(cpu, n=20)[18]}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
