"""Lighthouse on the pages of clients: `python -m benchmarks.lighthouse`, beside a demo that it starts itself.

Lighthouse is fetched with npm into the folder that UNSTUCK_LIGHTHOUSE names, else into a temporary one; none of it is
kept. Search engines are kept away from these pages on purpose, so "SEO" is not looked at.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from tests.journeys.conftest import patient
from tests.journeys.site import Site, running_demo, signed_in
from tests.web.site_process import command

BROWSER = shutil.which("chromium") or shutil.which("chromium-headless-shell")
PACKAGE = "lighthouse@12.8.2"
TRIES = 3
"""How often a page is looked at whose trace the browser failed to record."""
LOOKED_AT = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"
WHO_IS_ASKED = """
from unstuck.web.operations import startup
startup.set_up(demo=True)
from unstuck.web.checkins.models import Checkin, Tablet
from unstuck.web.checkins.tokens import TABLET_SALT, token_of
link = Checkin.objects.filter(way="link", state="asked").latest("pk")
print(token_of(link.seed), token_of(Tablet.objects.latest("pk").seed, TABLET_SALT))
"""


def main() -> int:
    """Print a table of scores; return 1 where one is below 100."""
    with TemporaryDirectory(prefix="unstuck-lighthouse-") as folder:
        program = _fetched(Path(os.environ.get("UNSTUCK_LIGHTHOUSE") or folder))
        os.environ.setdefault("UNSTUCK_HOME", folder)
        home = Path(folder) / "demo"
        home.mkdir()
        with running_demo(home) as site:
            rows = {name: _scores(program, address, Path(folder)) for name, address in _pages(site).items()}
    print(f"| page | {' | '.join(LOOKED_AT)} | bytes | requests |")
    print("|---|" + "---|" * (len(LOOKED_AT) + 2))
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(map(str, cells))} |")
    return int(any(score < 100 for cells in rows.values() for score in cells[: len(LOOKED_AT)]))


def _fetched(folder: Path) -> Path:
    program = folder / "node_modules/lighthouse/cli/index.js"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", PACKAGE], cwd=folder, check=True)
    return program


def _pages(site: Site) -> dict[str, str]:
    link, _tablet = command(site.home, WHO_IS_ASKED, UNSTUCK_DEMO="1").stdout.split()
    there = f"{site.address}/check-in/{link}/"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        own = _own_page(patient(chromium), site)
        chromium.close()
    return {
        "check-in, first page": there,
        "check-in, a question": f"{there}1/",
        "check-in, help": f"{there}help/",
        "check-in, own words": f"{there}words/",
        "own page, asking for its code": own,
    }


def _own_page(browser: Browser, site: Site) -> str:
    with signed_in(browser, site, site.of("worker")) as worker:
        worker.goto(f"{site.address}/notifications/")
        worker.get_by_role("button", name=re.compile("not right")).first.click()
        address: str = worker.locator("#link").input_value()
    return address


def _scores(program: Path, address: str, folder: Path) -> list[int]:
    """Return the scores of one page, as on a phone of the middle class, then its bytes and requests."""
    report = folder / "report.json"
    words = [
        shutil.which("node") or "node",
        str(program),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
    ]
    words += [f"--only-categories={','.join(LOOKED_AT)}", f"--chrome-flags={FLAGS}"]
    surroundings = os.environ | {"CHROME_PATH": BROWSER or ""}
    found: dict[str, Any] = {"runtimeError": "not run"}
    for _try in range(TRIES):
        if "runtimeError" in found:
            subprocess.run(words, check=False, env=surroundings, stdout=subprocess.DEVNULL)
            found = json.loads(report.read_text(encoding="utf-8"))
    scores = [round(100 * (found["categories"][name]["score"] or 0)) for name in LOOKED_AT]
    for name in LOOKED_AT:
        for one in found["categories"][name]["auditRefs"]:
            audit = found["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"{address.rpartition('/check-in/')[2][-8:]} {audit['id']}: {audit['score']}", file=sys.stderr)
    requests = found["audits"]["network-requests"]["details"]["items"]
    return [*scores, sum(one.get("transferSize", 0) for one in requests), len(requests)]


if __name__ == "__main__":
    sys.exit(main())
