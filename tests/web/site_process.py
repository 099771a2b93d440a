"""The real commands in processes of their own: `unstuck …` in a folder of its own, and gunicorn as it serves."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

UNSTUCK = [sys.executable, "-c", "from unstuck.cli import run; run()"]
GUNICORN = [
    sys.executable, "-m", "gunicorn", "unstuck.web.config.wsgi:application",
    "--config", "python:unstuck.web.operations.gunicorn_settings",
]  # fmt: skip
ANSWER_SECONDS = 30.0


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the test run's own settings is left.

    Compiled modules are kept, as where Unstuck is installed: a process then starts in half the time.
    """
    left_out = ("UNSTUCK_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    bytecode = Path(os.environ["UNSTUCK_HOME"]) / "bytecode"
    return kept | {"UNSTUCK_HOME": str(home), "PYTHONPYCACHEPREFIX": str(bytecode)} | more


def unstuck(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*UNSTUCK, *words], env=environment(home, **more), capture_output=True, text=True, check=False, timeout=180
    )


def free_port() -> int:
    """Return a port on which nothing listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def installation(folder: Path) -> Path:
    """Return a copy, at `folder`, of an installation as `unstuck` makes it, with nobody in it.

    Making the tables takes seconds; it is done once in a run, whose processes share UNSTUCK_HOME.
    """
    made = Path(os.environ["UNSTUCK_HOME"]) / "installation"
    with made.with_name("installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            found = unstuck(made, "audit", "verify")
            assert (found.returncode, found.stderr) == (0, "")
    return Path(shutil.copytree(made, folder, dirs_exist_ok=True))


@dataclass(frozen=True)
class Served:
    """A site that answers on this machine. `log` is what its processes wrote to standard error."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        """Return status, page and headers; raises OSError or HTTPException where the site went away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, address, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace"), dict(answer.getheaders())
        finally:
            connection.close()


@contextmanager
def serving(home: Path, log: Path, workers: int = 1, **more: str) -> Iterator[Served]:
    """Serve an installation that was set up already, and stop it afterwards."""
    found = start(home, log, free_port(), workers, **more)
    try:
        wait_until_it_answers(found)
        yield found
    finally:
        found.process.terminate()
        found.process.wait(ANSWER_SECONDS)


def start(home: Path, log: Path, port: int, workers: int = 1, **more: str) -> Served:
    """Start gunicorn as `unstuck serve` does, without waiting for it."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [*GUNICORN, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)],
            env=environment(home, **{"UNSTUCK_PLAIN_HTTP": "1", **more}),
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    return Served(process, port, log)


def wait_until_it_answers(site: Served) -> None:
    """Return when a page comes back."""
    ends = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < ends:
        try:
            if site.ask("GET", "/sign-in/")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise TimeoutError(f"expected the site to answer within {ANSWER_SECONDS:g} seconds")
