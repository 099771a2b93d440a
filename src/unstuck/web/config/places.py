"""Where the data lies and which secrets guard it, from the environment. Knows nothing of Django.

Every secret is read from the environment, else from a file under `keys/` that is made on the first start, readable by
its owner alone. How to keep them: docs/explanation/keys.md.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unstuck.errors import BadInput

DEMO = "demo"
SECRET_BYTES = 32
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
        from_environment = given.get(f"UNSTUCK_{name.upper()}")
        if from_environment:
            return from_environment.strip().lower()
        self.prepare()
        path = self.keys / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
        return path.read_text(encoding="ascii")


def places(given: Mapping[str, str] = os.environ) -> Places:
    """Return the folder named by UNSTUCK_HOME, else the platform's; the demo lives in a folder of its own inside it."""
    home = Path(given["UNSTUCK_HOME"]).expanduser() if given.get("UNSTUCK_HOME") else _platform_home(given)
    return Places(home / DEMO if given.get("UNSTUCK_DEMO") else home)


def _platform_home(given: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/unstuck"
    if sys.platform == "win32":
        return Path(given.get("LOCALAPPDATA", Path.home())) / "unstuck"
    return Path(given.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "unstuck"
