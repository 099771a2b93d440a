"""Where the data lies and which secrets guard it, from the environment. Knows nothing of Django.

Every secret is read from the environment, else from a file under `keys/` that is made on the first start, readable by
its owner alone; one that others may read is refused. How to keep them: docs/explanation/keys.md.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unstuck.errors import BadInput, DatabaseTrouble
from unstuck.web.components.environment import flag

DEMO = "demo"
SECRET_BYTES = 32
FIRST_KEYS = ("database_key", "signing_key")
"""The first of these to be made, where no key is there, says that this is a first start."""
NEXT_KEY = "database_key.next"
"""The file of a key that is on its way, until every file has it: `unstuck rekey`."""
SECRET = re.compile(r"[0-9a-f]{64}")
DIGITS = "a secret of 64 hexadecimal digits"
OTHERS = 0o077
"""Whoever else may read the file of a key, by its mode."""
FORM_BYTES = 64 * 1024
"""What a form may add around a file itself."""


@dataclass(frozen=True)
class Places:
    """The folder that holds the data, and what is in it."""

    home: Path

    @property
    def database(self) -> Path:
        """The encrypted SQLite file."""
        return self.home / "unstuck.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of secrets, never to be backed up beside the data."""
        return self.home / "keys"

    @property
    def access(self) -> Path:
        """The encrypted SQLite file of the record of access, which no other write waits for."""
        return self.home / "access.sqlite3"

    @property
    def unfinished(self) -> Path:
        """A file that is there while an installation is made for the first time: only then may its data be missing."""
        return self.home / "being-installed"

    @property
    def has_database(self) -> bool:
        """Whether the SQLite file is there and holds anything."""
        return self.database.exists() and self.database.stat().st_size > 0

    def prepare(self) -> None:
        """Make the folders, closed to other users of the machine. Raises BadInput where that is not possible."""
        for folder in (self.home, self.keys):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                problem = f"UNSTUCK_HOME: expected a folder that can be made, found: {error.strerror}"
                raise BadInput(problem, file=folder) from error

    def secret(self, name: str, given: Mapping[str, str] = os.environ) -> str:
        """Return a secret of 64 hexadecimal digits: `UNSTUCK_NAME`, or the file `keys/NAME`, made where absent."""
        variable = f"UNSTUCK_{name.upper()}"
        if given.get(variable):
            return _checked(given[variable], BadInput(f"{variable}: expected {DIGITS}"))
        self.prepare()
        path = self.keys / name
        if not path.exists():
            if name in FIRST_KEYS and not self.has_database and not any(self.keys.iterdir()):
                self.unfinished.touch(mode=0o600)
            _make(path)
        _check_mode(path)
        problem = BadInput(f"expected {DIGITS}; nothing was changed", file=path)
        try:
            return _checked(path.read_text(encoding="ascii"), problem)
        except (OSError, UnicodeDecodeError) as error:
            raise problem from error

    def knows(self, name: str, given: Mapping[str, str] = os.environ) -> bool:
        """Whether a secret is given or on file. Makes none."""
        return bool(given.get(f"UNSTUCK_{name.upper()}")) or (self.keys / name).exists()

    def signing_key(self, given: Mapping[str, str] = os.environ) -> str:
        """Return the key of sessions, forms and links. Raises BadInput where a database is there and this key is not.

        A new one would end every session, and every link that clients and services were given, and say nothing.
        """
        if not self.knows("signing_key", given) and self.has_database:
            problem = "expected the signing key of this installation, found none: put the file back, or set "
            raise BadInput(problem + "UNSTUCK_SIGNING_KEY. No new key was made", file=self.keys / "signing_key")
        return self.secret("signing_key", given)

    def database_key(self, given: Mapping[str, str] = os.environ) -> str:
        """Return the key of the database. Raises BadInput where a database is there and its key is not.

        A new key would not open it, and would look as if all were well until somebody tried.
        """
        path = self.keys / "database_key"
        if (self.keys / NEXT_KEY).exists():
            problem = "a change of the key was interrupted: stop the site and run `unstuck rekey` once more"
            raise BadInput(problem, file=self.keys / NEXT_KEY)
        if not self.knows("database_key", given) and self.has_database:
            problem = f"expected the key of the database {self.database}, found none: put the file back, "
            raise BadInput(problem + "or set UNSTUCK_DATABASE_KEY. No new key was made", file=path)
        return self.secret("database_key", given)

    def access_key(self, given: Mapping[str, str] = os.environ) -> str:
        """Return the key that seals the record of access. Raises BadInput where there is such a record and no key."""
        if not self.knows("access_key", given) and self.access.exists():
            problem = "expected the key of the record of access, found none: put the file back, or set "
            raise BadInput(problem + "UNSTUCK_ACCESS_KEY. No new key was made", file=self.keys / "access_key")
        return self.secret("access_key", given)

    def check_database_is_there(self) -> None:
        """Raise DatabaseTrouble where the SQLite file is gone or empty, though this is no first start.

        A new, empty one would take its place, and look as if all were well until somebody asked for a client.
        """
        if self.has_database or self.unfinished.exists():
            return
        held = "an empty one" if self.database.exists() else "none"
        problem = f"expected the database of this installation, found {held}, though its keys are here. Put a backup "
        problem += (
            "back: unstuck restore FOLDER. For a new site with nobody in it: unstuck agency add. Nothing was made"
        )
        raise DatabaseTrouble("gone", problem, file=self.database)


def _check_mode(path: Path) -> None:
    """Raise BadInput where other users of the machine may read a key."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & OTHERS:
        problem = "expected a key that only its owner can read, found one that others may: chmod 600, and think of it "
        raise BadInput(problem + "as known to whoever uses this machine", file=path)


def _checked(text: str, problem: BadInput) -> str:
    """Return a secret in small letters. Raises `problem`, which does not repeat it, where it is none."""
    secret = text.strip().lower()
    if not SECRET.fullmatch(secret):
        raise problem
    return secret


def _make(path: Path) -> None:
    """Make a secret: completely or not at all, once however many processes try, and safely on disk before its use."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first: its secret is the one.
    finally:
        draft.unlink()
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def places(given: Mapping[str, str] = os.environ) -> Places:
    """Return the folder named by UNSTUCK_HOME, else the platform's; the demo lives in a folder of its own inside it."""
    home = Path(given["UNSTUCK_HOME"]).expanduser() if given.get("UNSTUCK_HOME") else _platform_home(given)
    return Places(home / DEMO if flag("UNSTUCK_DEMO", given) else home)


def _platform_home(given: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/unstuck"
    if sys.platform == "win32":
        return Path(given.get("LOCALAPPDATA", Path.home())) / "unstuck"
    return Path(given.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "unstuck"
