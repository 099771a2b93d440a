"""A real browser for the journeys: Debian's chromium, by its path."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.site import Site, running_demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; without one the journey is skipped, except under CI=true, where nothing may be."""
    path = shutil.which("chromium")
    if path is None:
        reason = "no chromium on this machine: `make browser` installs it with root"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, running."""
    with running_demo(tmp_path_factory.mktemp("site")) as demo:
        yield demo


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", default=None, help="a folder for the screenshots of the docs")


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a screenshot for the docs under a name, where `--pictures FOLDER` asks for it."""
    folder = request.config.getoption("--pictures")

    def keep(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), clip={"x": 0, "y": 0, "width": 1280, "height": 720})

    return keep
