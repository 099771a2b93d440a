"""A real browser for the journeys: Debian's chromium, by its path."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


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
