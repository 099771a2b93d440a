"""A directory of 5,000 services: import, import again, search; seconds, latency and peak memory, on both databases.

    python -m benchmarks.directory

Targets: import of at most 10 s, search of at most 50 ms at the 95th percentile on two cores, and memory that does not
grow with a further import. Each database is measured in a process of its own, on an invented directory with the words
of the demonstration's.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.with_postgres import NotHere, cluster

HEADING = "## The directory"
SERVICES, SEED, SEARCHES = 5000, 5, 400
IMPORT_TARGET_SECONDS, SEARCH_TARGET_MS, GROWTH = 10.0, 50.0, 1.1
DEMO = Path(__file__).parents[1] / "src/unstuck/web/demo/demo_directory.json"


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
    command = [sys.executable, "-m", "benchmarks.directory_database", str(path)]
    said = subprocess.run(command, check=True, env=given, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def section() -> list[str]:
    """Return the section of the page of benchmarks."""
    lines = [
        HEADING,
        "",
        f"{SERVICES:,} invented services (eleven rows each) as HSDS 3.0 JSON; {SEARCHES} searches of twelve needs with "
        "conditions drawn at random. Peak memory of the whole process.",
        "",
        "| database | import | again, nothing new | peak MB: start, 3 imports | search p50 | p95 | p95, CPU |",
        "|---|---|---|---|---|---|---|",
    ]
    verdicts = []
    for name, one in measured().items():
        memory = ", ".join(f"{one[key]:.0f}" for key in ("at_start_mb", "import_mb", "again_mb", "third_mb"))
        lines.append(
            f"| {name} | {one['import_seconds']:.1f} s | {one['again_seconds']:.1f} s | {memory} "
            f"| {one['p50_ms']:.0f} ms | {one['p95_ms']:.0f} ms | {one['cpu_p95_ms']:.0f} ms |"
        )
        met = {
            f"import of {IMPORT_TARGET_SECONDS:.0f} s": one["import_seconds"] <= IMPORT_TARGET_SECONDS,
            f"search p95 of {SEARCH_TARGET_MS:.0f} ms": one["p95_ms"] <= SEARCH_TARGET_MS,
            "no more memory with a third import": one["third_mb"] <= GROWTH * one["import_mb"],
        }
        verdicts += [f"{name}: target {what}. {'Met.' if so else 'Not met in this run.'}" for what, so in met.items()]
    return [*lines, "", *verdicts, ""]


if __name__ == "__main__":
    print("\n".join(section()))
