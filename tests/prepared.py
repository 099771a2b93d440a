"""What a run prepares once and every test copies: an installation, a demo with its people, tables for each worker.

Making the tables takes seconds and filling the demo takes more; copying either takes none. The processes of a run share
UNSTUCK_HOME, and a lock there lets one of them prepare while the others wait.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlcipher3 import dbapi2

from tests.web.site_process import command

DATABASE, KEY = "unstuck.sqlite3", "keys/database_key"
FILL_THE_DEMO = """
from unstuck.web.operations import startup
startup.set_up(demo=True)
from unstuck.web.demo import agency
agency.make_once()
"""


def shared(name: str) -> Path:
    """Return a place that all processes of this run share."""
    return Path(os.environ["UNSTUCK_HOME"]) / name


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """Yield a shared place to one process of this run at a time."""
    with shared(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared(name)


def installation(folder: Path) -> Path:
    """Return a copy, at `folder`, of an installation as `unstuck` makes it from nothing, with nobody in it."""
    return copied("installation", _install, folder)


def demo(folder: Path) -> Path:
    """Return a copy, at `folder`, of a home in which the demo has been filled and nobody has worked yet."""
    return copied("demonstration", _fill, folder)


def tables(path: Path, key: str) -> None:
    """Put a database with every table and no row of ours at `path`, under a key of its own."""
    made = installation(shared(f"{path.stem}-tables"))
    with dbapi2.connect(str(made / DATABASE)) as connection:
        connection.execute(f"PRAGMA key = \"x'{(made / KEY).read_text()}'\"")
        connection.execute(f"PRAGMA rekey = \"x'{key}'\"")
    connection.close()
    (made / DATABASE).replace(path)
    shutil.rmtree(made)


def copied(name: str, prepare: Callable[[Path], None], folder: Path) -> Path:
    """Return a copy, at `folder`, of what `prepare` makes once in a run."""
    with alone(name) as made:
        if not made.exists():
            draft = made.with_name(f"{name}-draft")
            shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
            prepare(draft)
            draft.rename(made)  # what failed half-way is never copied
    return Path(shutil.copytree(made, folder, dirs_exist_ok=True))


def ahead() -> Callable[[], None]:
    """Begin to make both in a process of its own, while tests run that need neither. Returns what waits for its end."""
    making = subprocess.Popen([sys.executable, "-c", "from tests import prepared; prepared.all_of_it()"])

    def wait() -> None:
        making.wait()

    return wait


def all_of_it() -> None:
    """Make both, unless somebody else is making them."""
    with TemporaryDirectory() as folder:
        installation(Path(folder) / "installation")
        demo(Path(folder) / "demo")


def _install(home: Path) -> None:
    answer = command(home, "from unstuck.web.operations import startup; startup.set_up()")
    assert (answer.returncode, answer.stderr) == (0, "")


def _fill(home: Path) -> None:
    installation(home / "demo")
    done = command(home, FILL_THE_DEMO)
    assert done.returncode == 0, done.stderr
