"""A real browser for the journeys: Debian's chromium, by its path."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.journeys.site import Site, running_demo
from tests.prepared import demo
from tests.web.site_process import PATIENCE_SECONDS

PATIENCE_MS = 1000 * PATIENCE_SECONDS
WITHOUT = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu", "--disable-extensions"]
"""No process that draws with a graphics card: pages of forms and tables need none. Those that show pages are forked
from one that has loaded all it needs, which takes a fifth less than to start each anew."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; without one the journey is skipped, except under CI=true, where nothing may be."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        reason = "no chromium on this machine: `make browser` installs it with root"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=WITHOUT, timeout=PATIENCE_MS)
        with pytest.MonkeyPatch.context() as patched:
            until_loaded(patched)
            yield patient(chromium)
        chromium.close()


def patient(browser: Browser) -> Browser:
    """Let every page and every `expect` wait as long as a busy machine needs: they return when it has happened."""
    opened = browser.new_context

    def new_context(**options: Any) -> BrowserContext:
        context = opened(**options)
        context.set_default_timeout(PATIENCE_MS)
        return context

    expect.set_options(timeout=PATIENCE_MS)
    browser.new_context = new_context  # type: ignore[method-assign]  # whoever asks for a window gets a patient one
    return browser


def until_loaded(patched: pytest.MonkeyPatch) -> None:
    """Let a click or a key return once the page that it leads to stands there whole.

    By itself a click returns when the answer begins, and whatever is then read at once is read from an empty page.
    """

    def waiting(act: Callable[..., None]) -> Callable[..., None]:
        def act_and_wait(at: Locator, *rest: Any, **options: Any) -> None:
            act(at, *rest, **options)
            at.page.wait_for_load_state("load")

        return act_and_wait

    for name in ("click", "press"):
        patched.setattr(Locator, name, waiting(getattr(Locator, name)))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, running."""
    with running_demo(demo(tmp_path_factory.mktemp("site"))) as running:
        yield running


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
