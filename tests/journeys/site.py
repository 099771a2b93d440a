"""A real site for the journeys: the demo, served by gunicorn on this machine, and people who sign in to it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, StorageState

from tests.web.site_process import PATIENCE_SECONDS, UNSTUCK, Served, environment, free_port, wait_until_it_answers

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
    home: Path
    sign_ins: tuple[SignIn, ...]

    def of(self, role: str, place: int = 0) -> SignIn:
        """Return somebody's sign-in by role."""
        return [one for one in self.sign_ins if one.role == role][place]


@contextmanager
def running_demo(home: Path, **more: str) -> Iterator[Site]:
    """Start `unstuck demo` with its data in `home`, wait until it answers, and end it afterwards.

    `more`: what else is in its environment.
    """
    port = free_port()
    printed = home / "printed"
    command = [*UNSTUCK, "demo", "--port", str(port), "--no-browser"]
    with printed.open("w") as output, (home / "errors").open("w") as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment(home, **more))
        try:
            wait_until_it_answers(Served(process, port, home / "errors"))
            lines = [line.split("\t") for line in printed.read_text().splitlines() if "\t" in line]
            yield Site(f"http://127.0.0.1:{port}", home, tuple(SignIn(*line) for line in lines))
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


_SESSIONS: dict[tuple[str, str], StorageState] = {}
"""What a browser keeps of whoever has signed in to a site before, in this process."""


@contextmanager
def signed_in(browser: Browser, site: Site, who: SignIn, width: int = WIDE, **options: object) -> Iterator[Page]:
    """Yield the first page of this person: the first time they sign in by typing, and later they still are."""
    before = _SESSIONS.get((site.address, who.email))
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900},
        storage_state=before,
        **options,  # type: ignore[arg-type]  # playwright's own options
    )
    try:
        page = context.new_page()
        page.goto(f"{site.address}/")
        if before is None or "/sign-in/" in page.url:
            _sign_in(page, who)
            _SESSIONS[site.address, who.email] = context.storage_state()
        yield page
    finally:
        context.close()


def _sign_in(page: Page, who: SignIn) -> None:
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password", exact=True).fill(who.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))


MOST_TRIES, A_WHILE_MS = 6, 5000


def open_menu(page: Page) -> None:
    """Open the menu on a phone; elsewhere it is open."""
    menu = page.locator("details.top__menu:not([open]) > summary")
    if menu.is_visible():
        menu.click()


def go_to(page: Page, name: str) -> None:
    """Follow a link of the navigation; on a phone the menu is opened first.

    Where the page was just being left, the menu that was opened went with it, and the next page's is opened.
    """
    link = page.locator("header").get_by_role("link", name=name).first
    for _try in range(MOST_TRIES):
        open_menu(page)
        try:
            link.click(timeout=A_WHILE_MS)
        except Error:
            continue
        return
    link.click()


def unfold(page: Page, words: str) -> None:
    """Open the part of the page whose heading holds these words; one that is open stays so."""
    folded = page.locator("details:not([open]) > summary", has_text=words)
    if folded.count():
        folded.first.click()


def unfold_on_a_phone(page: Page) -> None:
    """Open what is folded away on a phone: the filters of the work list, the links of a client's page."""
    folded = page.locator("details.folds-below:not([open]) > summary")
    if folded.is_visible():
        folded.click()


def show(page: Page, name: str) -> None:
    """Show part of the work list; on a phone the filters are opened first."""
    go_to(page, "Work list")
    unfold_on_a_phone(page)
    page.locator(".filter", has_text=name).first.click()
