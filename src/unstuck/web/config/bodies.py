"""What a request sends is read before anything else happens: before a session is looked up, or a connection taken.

Sixteen sockets with made-up session cookies and slow bodies stopped a site on PostgreSQL, because each held a pooled
connection while its body came in. Here a body has a deadline, and the few that may be large at once have a number.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from gevent import Timeout

from unstuck.web.components.places import FORM_BYTES

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SECONDS, BYTES_A_SECOND = 15.0, 32 * 1024
"""Time for a body: fifteen seconds, and one more for each 32 KB, which the slowest mobile connection has to spare."""
LARGE = 256 * 1024
"""A body above this is a file. Forms are far below it."""
MOST_LARGE = 8
"""Files that one process reads at once; with the largest of 20 MB that is 160 MB of memory."""
_CHUNK = 64 * 1024


class TooSlow(Exception):
    """A body did not come in its time."""


class BodyFirst:
    """A WSGI application that reads the whole body, then asks the site.

    A body longer than the `largest` file is left to the site, which refuses it by its announced length, unread.
    """

    def __init__(self, site: Application, largest: int, seconds: float = SECONDS) -> None:
        self.site, self.largest, self.seconds = site, largest, seconds
        self._large = threading.BoundedSemaphore(MOST_LARGE)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer 408 where the body does not come in time, 503 where too many files come at once."""
        announced = str(environ.get("CONTENT_LENGTH") or "0")
        length = int(announced) if announced.isascii() and announced.isdigit() else 0
        if not 0 < length <= self.largest + FORM_BYTES:
            return self.site(environ, start_response)
        if length > LARGE and not self._large.acquire(blocking=False):
            return _answer(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            body = self._read(environ["wsgi.input"], length)
        except (TooSlow, OSError):
            return _answer(start_response, HTTPStatus.REQUEST_TIMEOUT)
        finally:
            if length > LARGE:
                self._large.release()
        return self.site({**environ, "wsgi.input": body}, start_response)

    def _read(self, source: Any, length: int) -> io.BytesIO:
        """Return the body. gunicorn waits for each part to be whole, so that only gevent's own clock can end it."""
        body, left = io.BytesIO(), length
        with Timeout(self.seconds + length / BYTES_A_SECOND, TooSlow):
            while left > 0 and (chunk := source.read(min(_CHUNK, left))):
                body.write(chunk)
                left -= len(chunk)
        body.seek(0)
        return body


def _answer(start_response: Callable[..., Any], status: HTTPStatus) -> Iterable[bytes]:
    text = f"{status.value} {status.phrase}"
    start_response(
        text, [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"), ("Retry-After", "10")]
    )
    return [text.encode()]
