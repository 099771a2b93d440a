"""A mail server of the smallest kind, on this machine, for as long as a test needs it."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


class MailServer(socketserver.ThreadingTCPServer):
    """Takes messages. `refuse`: it accepts no recipient; `hang_up`: the line breaks before it says that it took one.

    `pause_seconds`: it takes its time before each of its answers. `greeted`: how often somebody called.
    """

    daemon_threads = True
    allow_reuse_address = True
    refuse = hang_up = False
    pause_seconds = 0.0
    greeted = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.on_taken: Callable[[], Any] = lambda: None

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server, recipient = cast(MailServer, self.server), ""
        server.greeted += 1
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
        time.sleep(cast(MailServer, self.server).pause_seconds)
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    """Serve until the end of the body."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
