"""A gateway for text messages of the smallest kind, on this machine, for as long as a test needs it."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from tests.web.serving import serving


class Gateway(ThreadingHTTPServer):
    """Takes messages. `status`: what it answers; `hang_up`: it takes the message and says nothing."""

    daemon_threads = True
    status, hang_up = 202, False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send?from=us"


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        gateway = cast(Gateway, self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        gateway.taken.append(json.loads(body) | {"path": self.path})
        gateway.headers.append(dict(self.headers.items()))
        if gateway.hang_up:
            self.close_connection = True
            return
        self.send_response(gateway.status)
        self.send_header("Location", gateway.address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


def running() -> AbstractContextManager[Gateway]:
    """Serve until the end of the body."""
    return serving(Gateway())
