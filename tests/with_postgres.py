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
from dataclasses import dataclass
from pathlib import Path

OWNER = "postgres"
ANSWER_SECONDS = "60"


class NotHere(Exception):
    """PostgreSQL's server is not installed."""


def binaries() -> Path:
    """Return the folder of `initdb` and `pg_ctl`, of the newest version that is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise NotHere
    return Path(found).parent


FAST = "-c fsync=off -c full_page_writes=off"
"""For tests that nobody pulls the plug on."""


AS_WE_LIKE_IT = ("-A", "trust", "-E", "UTF8", "--no-locale", "-N")


@dataclass(frozen=True)
class Cluster:
    """A private cluster: the address of an empty database in it, and how to make it fail."""

    programs: Path
    folder: Path
    options: str

    @property
    def address(self) -> str:
        """The address of the database."""
        return f"postgresql://unstuck@/unstuck?host={self.folder}"

    def start(self) -> None:
        """Start it, recovering what the log holds."""
        options = f"-c listen_addresses= -k {self.folder} -c max_connections=60 {self.options}"
        data, log = self.folder / "data", self.folder / "log"
        _run(self.programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", ANSWER_SECONDS, "start")

    def stop(self) -> None:
        """Stop it without a checkpoint, as a crash would."""
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


@contextmanager
def cluster(options: str = FAST) -> Iterator[Cluster]:
    """Yield a cluster of its own with an empty database."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="unstuck-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    found = Cluster(programs, folder, options)
    try:
        _run(
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "unstuck",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        )
        found.start()
        try:
            _run(programs / "createdb", "-h", folder, "-U", "unstuck", "unstuck")
            yield found
        finally:
            found.stop()
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
        with cluster() as found:
            known = {**os.environ, "UNSTUCK_DATABASE_URL": found.address}
            return subprocess.run(command, check=False, env=known).returncode
    except NotHere:
        sys.stderr.write(
            "not installed: PostgreSQL's server (Debian: postgresql). The site was tested on SQLite only.\n"
        )
        return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
