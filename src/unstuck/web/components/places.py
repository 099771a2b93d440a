"""Where the data lies and which secrets guard it, from the environment. Knows nothing of Django.

Every secret is read from the environment, else from a file under `keys/` that is made on the first start, readable by
its owner alone. How to keep them: docs/explanation/keys.md.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.web.components.environment import flag

DEMO = "demo"
SECRET_BYTES = 32
SECRET = re.compile(r"[0-9a-f]{64}")
DIGITS = "a secret of 64 hexadecimal digits"
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
            _make(path)
        problem = BadInput(f"expected {DIGITS}; nothing was changed", file=path)
        try:
            return _checked(path.read_text(encoding="ascii"), problem)
        except (OSError, UnicodeDecodeError) as error:
            raise problem from error

    def database_key(self, given: Mapping[str, str] = os.environ) -> str:
        """Return the key of the database. Raises BadInput where a database is there and its key is not.

        A new key would not open it, and would look as if all were well until somebody tried.
        """
        path = self.keys / "database_key"
        known = given.get("UNSTUCK_DATABASE_KEY") or path.exists()
        if not known and self.database.exists() and self.database.stat().st_size:
            problem = f"expected the key of the database {self.database}, found none: put the file back, "
            raise BadInput(problem + "or set UNSTUCK_DATABASE_KEY. No new key was made", file=path)
        return self.secret("database_key", given)


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
