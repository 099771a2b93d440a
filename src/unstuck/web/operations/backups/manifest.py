"""What a backup says of itself: when it was made, under which key, what is in it. Sealed, so that nobody rewrites it.

It names no client and no person. Whoever has no key can read it, and can tell that the files are whole; that they open,
and that nobody changed it, takes the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import msgspec

from unstuck.errors import BadInput
from unstuck.web.components.field_keys import name_of_key

NAME = "backup.json"
ACCESS_FILE = "access.sqlite3"
ROWS_FILE = "rows.sqlite3"
"""What holds the rows of a PostgreSQL database. An SQLite database is held in a file of its own name."""
_CHUNK = 1 << 20
Pair = Annotated[list[Any], msgspec.Meta(min_length=2, max_length=2)]


@dataclass(frozen=True)
class BackupManifest:
    """One backup. `key`: which key it was made under, without telling the key. `chains`: agency -> length and head.

    `files`: name -> bytes and SHA-256. `tables`: name -> rows. `migrations`: those that its tables had been through.
    `field_keys`: which keys the sealed fields in it need.
    """

    made_at: str
    version: str
    database: str
    key: str
    files: dict[str, Pair]
    tables: dict[str, int]
    chains: dict[str, Pair]
    migrations: list[str]
    field_keys: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows are in all tables together."""
        return sum(self.tables.values())

    @property
    def entries(self) -> int:
        """How many entries the record of changes has, of all agencies together."""
        return sum(int(length) for length, _head in self.chains.values())


def write(manifest: BackupManifest, folder: Path, key: str) -> None:
    """Write it with its seal, and make sure that the disk has it."""
    held = _held(manifest)
    text = json.dumps({"backup": held, "seal": _sealed(key, _plain(held))}, indent=1, sort_keys=True)
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    (folder / NAME).chmod(0o600)


def read(folder: Path) -> BackupManifest:
    """Return what a backup says of itself, unchecked. Raises BadInput where the folder is no backup."""
    return _read(folder)[0]


def check_files(folder: Path, manifest: BackupManifest) -> None:
    """Raise BadInput where a file is missing, cut short or changed since. Takes no key."""
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise BadInput("expected a file of the backup, found none: the copy is not whole", file=path)
        if path.stat().st_size != size:
            raise BadInput(f"expected {size} bytes, found {path.stat().st_size}: the copy is not whole", file=path)
        if digest_of(path) != digest:
            raise BadInput("expected what was written into the backup, found something else", file=path)


def check_seal(folder: Path, key: str) -> BackupManifest:
    """Return what a backup says of itself. Raises BadInput where it is another key's, or was changed since."""
    manifest, seal = _read(folder)
    if manifest.key != name_of_key(key):
        problem = f"expected the key under which this backup was made, {manifest.key}, found {name_of_key(key)}. "
        raise BadInput(problem + "A backup opens with its own key alone", file=folder)
    if not hmac.compare_digest(seal, _sealed(key, _plain(_held(manifest)))):
        raise BadInput("expected the seal of what the backup says of itself, found another", file=folder / NAME)
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _read(folder: Path) -> tuple[BackupManifest, str]:
    path = folder / NAME
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(whole["backup"], BackupManifest), str(whole["seal"])
    except OSError as error:
        problem = f"expected the folder of a backup, with {NAME} in it, found none: {error.strerror}"
        raise BadInput(problem, file=folder) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("expected what a backup says of itself, found something else", file=path) from error


def _held(manifest: BackupManifest) -> dict[str, Any]:
    """Return what is written and sealed: backups from before fields were sealed say nothing of their keys."""
    held = asdict(manifest)
    if not held["field_keys"]:
        del held["field_keys"]
    return held


def _plain(held: dict[str, Any]) -> bytes:
    return json.dumps(held, sort_keys=True, separators=(",", ":")).encode()


def _sealed(key: str, content: bytes) -> str:
    return hmac.new(bytes.fromhex(key), content, hashlib.sha256).hexdigest()
