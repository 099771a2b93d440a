"""A directory of 5,000 services: import, import again, search; seconds, latency and peak memory, on both databases.

    python -m benchmarks.directory

Targets: import of at most 30 s, search of at most 50 ms at the 95th percentile on two cores, and memory that does not
grow with a further import. Each database is measured in a process of its own, on an invented directory with the words
of the demonstration's.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from tests.with_postgres import NotHere, cluster

SERVICES, SEED, SEARCHES, WARM_UP = 5000, 5, 400, 20
IMPORT_TARGET_SECONDS, SEARCH_TARGET_MS = 30.0, 50.0
DEMO = Path(__file__).parents[1] / "src/unstuck/web/config/demo_directory.json"
NEEDS = (
    "cannot pay the rent", "lonely", "food for my children", "huosing", "counselling for low mood", "training for a job",
    "legal advice about an eviction", "", "a hot meal", "lifts to the clinic", "dentel pain", "language class",
)  # fmt: skip


def invented(count: int) -> dict[str, list[dict[str, Any]]]:
    """Return a directory as HSDS 3.0 by table: eleven rows for each service."""
    draw = random.Random(SEED)
    words = sorted({word for one in json.loads(DEMO.read_text())["service"] for word in _words(one)})
    names = ["".join(draw.choice("bdfglmnprst") + draw.choice("aeiou") for _ in range(3)) for _ in range(count)]

    def made() -> str:
        return str(uuid.UUID(int=draw.getrandbits(128), version=4))

    def text(length: int) -> str:
        return " ".join([*draw.choices(words, k=length), draw.choice(names)])

    tables: dict[str, list[dict[str, Any]]] = {
        "organization": [{"id": made(), "name": text(3), "description": text(25)} for _ in range(count // 5)]
    }
    for _number in range(count):
        for table, row in _service(draw, made, text, draw.choice(tables["organization"])["id"]):
            tables.setdefault(table, []).append(row)
    return tables


def _words(one: dict[str, Any]) -> list[str]:
    return (
        f"{one['name']} {one['description']} {one['eligibility_description']}".replace(".", "").replace(",", "").split()
    )


def _service(draw: random.Random, made: Any, text: Any, organisation: str) -> Iterator[tuple[str, dict[str, Any]]]:
    key, place = made(), made()
    service = {
        "id": key, "organization_id": organisation, "name": text(3), "description": text(90), "status": "active",
        "eligibility_description": text(10), "fees_description": draw.choice(["Free", "10 a session", "None"]),
        "assured_date": f"2026-{draw.randint(1, 9):02}-01",
    }  # fmt: skip
    yield "service", service | ({"minimum_age": 18} if draw.random() < 0.3 else {})
    point = {"latitude": round(51 + draw.random(), 5), "longitude": round(draw.random() * 2 - 1, 5)}
    yield "location", {"id": place, "location_type": "physical", "name": text(2), **point}
    yield "service_at_location", {"id": made(), "service_id": key, "location_id": place}
    code = {
        "state_province": "E",
        "country": "GB",
        "address_type": "physical",
        "postal_code": f"AM{draw.randint(1, 300)}",
    }
    yield (
        "address",
        {"id": made(), "location_id": place, "address_1": "1 Road", "city": f"Town {draw.randint(1, 60)}", **code},
    )
    yield "phone", {"id": made(), "service_id": key, "number": f"01632 {draw.randint(960000, 960999)}"}
    for days in ("MO,TU,WE", "TH,FR"):
        hours = {"freq": "WEEKLY", "byday": days, "opens_at": "09:00", "closes_at": "17:00"}
        yield "schedule", {"id": made(), "service_id": key, **hours}
    for language in draw.sample(["English", "Polish", "Urdu", "Spanish", "Arabic"], 2):
        yield "language", {"id": made(), "service_id": key, "name": language}
    yield "contact", {"id": made(), "service_id": key, "name": text(2)}


def measured_here(path: Path) -> dict[str, Any]:
    """Import and search in this process, with the database that the environment names."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from unstuck.interop.hsds import read_directory
    from unstuck.web.accounts.actions import found_agency
    from unstuck.web.components import dates
    from unstuck.web.directory.actions.imports import take_in
    from unstuck.web.directory.queries import present

    agency = found_agency("Bench", now=dates.now())
    measured: dict[str, Any] = {"at_start_mb": _peak_mb()}
    for name in ("import", "again", "third"):
        began = perf_counter()
        take_in(agency, "Bench", read_directory(path), dates.now(), {"file_name": "bench.json", "sha256": "0" * 64})
        measured |= {f"{name}_seconds": perf_counter() - began, f"{name}_mb": _peak_mb()}
    measured["services"] = present(agency.pk).count()
    return measured | _searches(agency.pk)


def _searches(agency: int) -> dict[str, Any]:
    from datetime import datetime

    from unstuck.web.directory.search import Wanted, search

    draw, wall, cpu = random.Random(SEED), [], []
    at = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  (a local time)
    for number in range(SEARCHES + WARM_UP):
        wanted = Wanted(
            need=draw.choice(NEEDS),
            areas=draw.choice([(), (), ("housing",)]),
            language=draw.choice(["", "", "Polish"]),
            free=draw.random() < 0.2,
            near=draw.choice([None, (51.5, -0.1)]),
            within_km=draw.choice([None, 10.0]),
            open_at=draw.choice([None, None, at]),
            now=at,
        )
        began, spent = perf_counter(), process_time()
        search(agency, wanted)
        if number >= WARM_UP:
            wall.append(1000 * (perf_counter() - began))
            cpu.append(1000 * (process_time() - spent))
    return {"p50_ms": median(wall), "p95_ms": quantiles(wall, n=20)[18], "cpu_p95_ms": quantiles(cpu, n=20)[18]}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured() -> dict[str, dict[str, Any]]:
    """Measure on both databases, each in a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.json"
        path.write_text(json.dumps(invented(SERVICES)), encoding="utf-8")
        given = os.environ | {"UNSTUCK_HOME": str(Path(folder) / "home"), "UNSTUCK_PLAIN_HTTP": "1"}
        found = {"SQLite": _child(path, given)}
        try:
            with cluster() as address:
                found["PostgreSQL"] = _child(path, given | {"UNSTUCK_DATABASE_URL": address})
        except NotHere:
            print("not installed: PostgreSQL's server. Measured on SQLite only.", file=sys.stderr)
    return found


def _child(path: Path, given: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.directory", str(path)]
    said = subprocess.run(command, check=True, env=given, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def section() -> list[str]:
    """Return the section of the page of benchmarks."""
    lines = [
        "## The directory",
        "",
        f"{SERVICES:,} invented services (eleven rows each) as HSDS 3.0 JSON; {SEARCHES} searches of twelve needs with "
        "conditions drawn at random. Peak memory of the whole process.",
        "",
        "| database | import | again, nothing new | peak MB: start, 1st, 2nd, 3rd import | search p50 | p95 | p95, CPU |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in measured().items():
        memory = ", ".join(f"{one[key]:.0f}" for key in ("at_start_mb", "import_mb", "again_mb", "third_mb"))
        lines.append(
            f"| {name} | {one['import_seconds']:.1f} s | {one['again_seconds']:.1f} s | {memory} | {one['p50_ms']:.0f} ms "
            f"| {one['p95_ms']:.0f} ms | {one['cpu_p95_ms']:.0f} ms |"
        )
    target = f"Targets: import ≤ {IMPORT_TARGET_SECONDS:.0f} s, search p95 ≤ {SEARCH_TARGET_MS:.0f} ms."
    return [*lines, "", target, ""]


if __name__ == "__main__":
    print(json.dumps(measured_here(Path(sys.argv[1]))) if len(sys.argv) > 1 else "\n".join(section()))
