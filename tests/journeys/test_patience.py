"""A journey reads a page once it stands there whole, however slowly the page comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.journey

SLOW_SECONDS = 0.4
FIRST = b"<!doctype html><html lang=en><title>First</title><a href=/slow>On</a></html>"
SLOW = b"<!doctype html><html lang=en><title>Second</title><p>One</p><p>Two</p></html>"


class _Slow(BaseHTTPRequestHandler):
    """Answers at once, and sends a page only some time after."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.flush()
        if self.path != "/":
            time.sleep(SLOW_SECONDS)
        self.wfile.write(FIRST if self.path == "/" else SLOW)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def slow_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["click", "press"])
def test_what_is_read_after_a_click_or_a_key_is_the_page_it_leads_to(
    browser: Browser, slow_site: str, way: str
) -> None:
    page = browser.new_page()
    page.goto(slow_site)
    link = page.get_by_role("link", name="On")
    link.click() if way == "click" else link.press("Enter")
    assert page.locator("p").count() == 2
    page.close()
