"""A mail server of the smallest kind, on this machine, for as long as a test needs it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from tests.web.serving import serving


class MailServer(socketserver.ThreadingTCPServer):
    """Takes messages. `refuse`: it accepts no recipient; `hang_up`: the line breaks before it says that it took one.

    `hold_at`: before this answer of a conversation it says nothing until `go_on`, and sets `reached`.
    """

    daemon_threads = True
    allow_reuse_address = True
    refuse = hang_up = False
    hold_at = -1

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.on_taken: Callable[[], Any] = lambda: None
        self.reached, self.go_on = threading.Event(), threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of whoever hangs up in the middle: they were killed."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server, recipient = cast(MailServer, self.server), ""
        self._step = 0
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self._say("550 no such mailbox" if server.refuse else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                server.taken.append((recipient, message_from_bytes(body, policy=policy.default)))
                if server.hang_up:
                    return
                self._say("250 taken")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _say(self, line: str) -> None:
        server = cast(MailServer, self.server)
        if server.hold_at == self._step:
            server.reached.set()
            server.go_on.wait()
        self._step += 1
        self.wfile.write(f"{line}\r\n".encode())


def running() -> AbstractContextManager[MailServer]:
    """Serve until the end of the body."""
    return serving(MailServer())
