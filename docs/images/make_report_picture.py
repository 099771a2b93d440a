"""Take the picture on the README: python -m docs.images.make_report_picture (needs Debian's chromium).

A simulated caseload, its HTML report, and of that one client's story, light, at the width of a small laptop.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

PICTURE = Path(__file__).with_name("report.png")
CLIENT = "C00007"
"""One of the long stalls of this caseload (seed 7)."""
WIDTH, HEIGHT, MARGIN = 860, 1000, 12
LARGEST_BYTES = 200_000
UNSTUCK = Path(sys.executable).with_name("unstuck")


def main() -> None:
    """Make the report in a temporary folder and photograph one story."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        raise SystemExit("expected Debian's chromium: make browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = make_report(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.as_uri())
        photograph(page)
        browser.close()
    if PICTURE.stat().st_size > LARGEST_BYTES:
        raise SystemExit(f"{PICTURE.name}: expected at most {LARGEST_BYTES} bytes")


def make_report(folder: Path) -> Path:
    """Return the report of the caseload that the README shows."""
    scores, report, day = folder / "caseload.csv", folder / "report.html", "2026-11-22"
    run("simulate", "--clients", "30", "--seed", "7", "--today", day, "--out", str(scores))
    run("analyse", str(scores), "--instrument", "PHQ-9", "--today", day, "--format", "html", "--out", str(report))
    return report


def run(*arguments: str) -> None:
    """Run the command, quietly."""
    subprocess.run([str(UNSTUCK), *arguments], check=True, capture_output=True)  # noqa: S603


def photograph(page: Page) -> None:
    """Cut out the story from its heading down to the end of the chart; the rest of it is for the report itself."""
    story = page.get_by_role("article").filter(has=page.get_by_role("heading", name=CLIENT))
    whole, figure = story.bounding_box(), story.get_by_role("figure").bounding_box()
    if whole is None or figure is None:
        raise SystemExit(f"expected a story of {CLIENT} with a chart")
    bottom = figure["y"] + figure["height"] + MARGIN
    top = whole["y"] - MARGIN
    page.screenshot(
        path=str(PICTURE), full_page=True, clip=FloatRect(x=0.0, y=top, width=float(WIDTH), height=bottom - top)
    )


if __name__ == "__main__":
    main()
