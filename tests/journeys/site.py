"""A real site for the journeys: the demo, served by gunicorn on this machine, and people who sign in to it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

STARTS_WITHIN_SECONDS = 60
WIDE, NARROW, ZOOMED = 1280, 390, 320
"""Widths in CSS pixels. 320 is what 1280 become at 400 % zoom (WCAG 2.2, 1.4.10 Reflow)."""


@dataclass(frozen=True)
class SignIn:
    """One line that `unstuck demo` printed."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class Site:
    """A running demo."""

    address: str
    sign_ins: tuple[SignIn, ...]

    def of(self, role: str, place: int = 0) -> SignIn:
        """Return somebody's sign-in by role."""
        return [one for one in self.sign_ins if one.role == role][place]


@contextmanager
def running_demo(home: Path) -> Iterator[Site]:
    """Start `unstuck demo` with its data in `home`, wait until it answers, and end it afterwards."""
    port = _free_port()
    output = home / "printed"
    command = [str(Path(sys.executable).with_name("unstuck")), "demo", "--port", str(port), "--no-browser"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("UNSTUCK_", "DJANGO_"))}
    with output.open("w") as printed, (home / "errors").open("w") as errors:
        process = subprocess.Popen(
            command, stdout=printed, stderr=errors, env={**surroundings, "UNSTUCK_HOME": str(home)}
        )
        try:
            _wait(process, f"http://127.0.0.1:{port}/sign-in/")
            lines = [line.split("\t") for line in output.read_text().splitlines() if "\t" in line]
            yield Site(f"http://127.0.0.1:{port}", tuple(SignIn(*line) for line in lines))
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(f"the site ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (our own address)
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site did not answer in time")


@contextmanager
def signed_in(browser: Browser, site: Site, who: SignIn, width: int = WIDE, **options: object) -> Iterator[Page]:
    """Yield a page on which this person has just signed in, by typing."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]  # playwright's own options
    try:
        page = context.new_page()
        page.goto(f"{site.address}/")
        page.get_by_label("E-mail address").fill(who.email)
        page.get_by_label("Password", exact=True).fill(who.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))
        yield page
    finally:
        context.close()
