"""The nginx file that we ship: it is valid, believes no forged header, and keeps slow senders from the site."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.web.site_process import free_port

SHIPPED = Path(__file__).parents[2] / "deploy/nginx.conf"
pytestmark = [
    pytest.mark.durability,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]


class Upstream(BaseHTTPRequestHandler):
    """Stands for the site: says which headers it was given."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self.rfile.read(length)
        said = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST  # noqa: N815  (the library looks the methods up by these names)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run nginx with the shipped server, on plain ports of this machine, before a site that says what it was given."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    site = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    server = re.findall(r"^server \{.*?^\}", SHIPPED.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]
    server = re.sub(r"^ *(listen|ssl_\w+) .*\n", "", server, flags=re.MULTILINE)
    server = server.replace("server {", f"server {{\n    listen 127.0.0.1:{port};", 1)
    server = server.replace("127.0.0.1:8000", f"127.0.0.1:{site.server_address[1]}")
    places = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = "user root;\n" if os.getuid() == 0 else ""
    whole += f"pid {folder}/pid;\nerror_log {folder}/log;\nevents {{ worker_connections 4096; }}\n"
    whole += f"http {{\n{places}{server}\n}}\n"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    process = subprocess.Popen(["nginx", "-c", str(path), "-g", "daemon off;"])
    _wait_for(port)
    yield port
    process.terminate()
    process.wait(10)
    site.shutdown()
    site.server_close()


def _wait_for(port: int) -> None:
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx did not start")


def ask(port: int, head: str, body: bytes = b"") -> str:
    with socket.create_connection(("127.0.0.1", port), 10) as sender:
        sender.sendall(head.encode().replace(b"\n", b"\r\n") + b"\r\n" + body)
        return b"".join(iter(lambda: sender.recv(65536), b"")).decode()


def test_forged_headers_are_not_passed_on(proxy: int) -> None:
    forged = "X-Forwarded-For: 203.0.113.9\nX-Forwarded-Proto: ftp\nX-Forwarded-Host: evil.example\nForwarded: for=9\n"
    answer = ask(proxy, f"GET / HTTP/1.1\nHost: your.example.org\n{forged}Connection: close\n")
    given = json.loads(answer.partition("\r\n\r\n")[2])
    assert given["x-forwarded-for"] == "127.0.0.1"
    assert given["x-forwarded-proto"] == "http"
    assert "evil.example" not in answer
    assert "203.0.113.9" not in answer
    assert given["host"] == "your.example.org"


def test_a_file_over_the_limit_is_refused_and_one_within_it_passes(proxy: int) -> None:
    head = "POST / HTTP/1.1\nHost: a\nConnection: close\nContent-Length: {}\n"
    assert " 413 " in ask(proxy, head.format(22 * 1024 * 1024)).splitlines()[0]
    size = 20 * 1024 * 1024
    assert " 200 " in ask(proxy, head.format(size), b"a" * size).splitlines()[0]


def test_five_hundred_slow_senders_keep_nobody_waiting(proxy: int) -> None:
    """Their bodies never reach the site: it is asked once they are whole.

    Whoever had to wait behind them would wait for the ten seconds after which the proxy gives a slow body up.
    """
    took = []
    with ExitStack() as senders:
        for number in range(500):
            sender = senders.enter_context(socket.create_connection(("127.0.0.1", proxy), 10))
            cookie = f"Cookie: unstuck_session=madeup{number}\r\n" if number % 2 else ""
            sender.sendall(f"POST /sign-in/ HTTP/1.1\r\nHost: a\r\n{cookie}Content-Length: 1000\r\n\r\nslow".encode())
        for _ask in range(40):
            began = time.monotonic()
            assert " 200 " in ask(proxy, "GET / HTTP/1.1\nHost: a\nConnection: close\n").splitlines()[0]
            took.append(time.monotonic() - began)
    assert sorted(took)[37] < 5, f"the slowest: {max(took):.2f} s"
