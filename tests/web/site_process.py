"""The real commands in processes of their own: `unstuck …` in a folder of its own, and gunicorn as it serves."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

UNSTUCK = [sys.executable, "-c", "from unstuck.cli import run; run()"]
GUNICORN = [
    sys.executable, "-m", "gunicorn", "unstuck.web.config.wsgi:application",
    "--config", "python:unstuck.web.operations.gunicorn_settings",
]  # fmt: skip
PATIENCE_SECONDS = 600.0
"""After which a process counts as hanging. Never how long something may take: the machine may be busy with other work,
and every wait below ends as soon as what it waits for has happened, or the process that it waits for is gone."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the test run's own settings is left.

    Compiled modules are kept, as where Unstuck is installed: a process then starts in half the time.
    """
    left_out = ("UNSTUCK_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | {"UNSTUCK_HOME": str(home)} | more


def unstuck(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return _run([*UNSTUCK, *words], environment(home, **more))


def command(home: Path, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines of Python to their end, in a process of their own, with this home."""
    return _run([sys.executable, "-c", code], environment(home, **more))


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


EACH_IN_A_FORK = """
import json, os, sys, tempfile
import unstuck.web.operations.startup, unstuck.web.components.databases
from unstuck.cli import run
surroundings, sys.argv = json.loads(sys.argv[1]), ["unstuck", *sys.argv[2:]]
ended = []
for each in surroundings:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            os.environ.update(each)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            run()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for file in (out, err):
            file.seek(0)
        ended.append((status, out.read().decode(), err.read().decode()))
print(json.dumps(ended))
"""


def unstuck_in_each(home: Path, surroundings: list[dict[str, str]], *words: str) -> list[Ended]:
    """Run a command once in each of these surroundings, in forks of one interpreter, which starts but once.

    The settings are read after the fork; only the modules that read them are there already.
    """
    done = _run([sys.executable, "-c", EACH_IN_A_FORK, json.dumps(surroundings), *words], environment(home))
    assert done.returncode == 0, done.stderr
    return [Ended(*each) for each in json.loads(done.stdout)]


def _run(words: list[str], surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=surroundings, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


def free_port() -> int:
    """Return a port on which nothing listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
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
        found.process.wait(PATIENCE_SECONDS)


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
    """Return when a page comes back. Raises AssertionError where the site ends instead."""
    wait_until(lambda: _answers(site), "the site answers", site.process)


def _answers(site: Served) -> bool:
    try:
        return site.ask("GET", "/sign-in/")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def wait_until(happened: Callable[[], object], what: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return when something has happened. Raises AssertionError where the process that should do it is gone."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert process is None or process.poll() is None, f"expected that {what}; it ended with {process.returncode}"
        assert time.monotonic() < ends, f"expected that {what}; it did not within {PATIENCE_SECONDS:g} seconds"
        time.sleep(0.05)
