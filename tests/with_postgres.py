"""Run a command beside a private PostgreSQL: `python -m tests.with_postgres COMMAND...`.

The cluster lives in a temporary folder, listens on a Unix socket there and on no network, and is gone afterwards.
PostgreSQL refuses to run as root; root therefore starts it as the user `postgres`. The binaries are Debian's
(`postgresql`), found where Debian puts them or on the PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
ANSWER_SECONDS = "600"
"""After which a database counts as hanging; it may well be slow on a busy machine."""


class NotHere(Exception):
    """PostgreSQL's server is not installed."""


def binaries() -> Path:
    """Return the folder of `initdb` and `pg_ctl`, of the newest version that is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise NotHere
    return Path(found).parent


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of an empty database in a cluster of its own; only a durable one waits for the disk."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="unstuck-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    data, log = folder / "data", folder / "log"
    try:
        _run(programs / "initdb", "-D", data, "-U", "unstuck", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = f"-c listen_addresses= -k {folder} -c max_connections=60"
        options += "" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", ANSWER_SECONDS, "start")
        try:
            _run(programs / "createdb", "-h", folder, "-U", "unstuck", "unstuck")
            yield f"postgresql://unstuck@/unstuck?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", OWNER, "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def main(command: Sequence[str]) -> int:
    """Run the command with UNSTUCK_DATABASE_URL set; its status, or 0 with a note where there is no PostgreSQL."""
    try:
        with cluster() as address:
            return subprocess.run(command, check=False, env={**os.environ, "UNSTUCK_DATABASE_URL": address}).returncode
    except NotHere:
        sys.stderr.write(
            "not installed: PostgreSQL's server (Debian: postgresql). The site was tested on SQLite only.\n"
        )
        return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
