"""Looking at a backup before anything is done with it. Needs no settings, so that no key is made on the way."""

from __future__ import annotations

from pathlib import Path

from unstuck.errors import BadInput
from unstuck.web.components import field_keys
from unstuck.web.components.places import Places
from unstuck.web.operations.backups import manifest as manifests
from unstuck.web.operations.backups.manifest import ACCESS_FILE, ROWS_FILE, BackupManifest
from unstuck.web.operations.backups.sqlite_copy import check_pages


def check_backup(folder: Path, places: Places) -> tuple[BackupManifest, bool]:
    """Check a backup as far as the keys at hand allow; return what it says of itself, and whether all was checked.

    Without its key it can be said that each file is as it was written, and no more. Raises BadInput for a fault.
    """
    manifest = manifests.read(folder)
    manifests.check_files(folder, manifest)
    if not places.knows("database_key"):
        return manifest, False
    key = places.database_key()
    manifest = manifests.check_seal(folder, key)
    for name in manifest.files:
        counts = check_pages(folder / name, key)
        if name not in (ROWS_FILE, ACCESS_FILE) and (
            missing := [one for one in manifest.tables if counts.get(one) != manifest.tables[one]]
        ):
            raise BadInput(f"expected {manifest.tables[missing[0]]} rows in {missing[0]}, found others", file=folder)
    return manifest, True


def check_keys(manifest: BackupManifest, places: Places, *, new_signing_key: bool) -> None:
    """Raise BadInput where a key is missing that a restore needs: told before anything is touched.

    A new signing key is made where that was asked for.
    """
    if not places.knows("database_key"):
        problem = f"expected the key of this backup, {manifest.key}, found none: put it into {places.keys}, or set "
        raise BadInput(problem + "UNSTUCK_DATABASE_KEY. Without it a backup cannot be opened by anybody")
    if ACCESS_FILE in manifest.files and not places.knows("access_key"):
        problem = "expected the key of the record of access, found none: put it back, or set UNSTUCK_ACCESS_KEY"
        raise BadInput(problem, file=places.keys / "access_key")
    _check_field_keys(manifest, places)
    if not places.knows("signing_key") and not new_signing_key:
        problem = "expected the signing key of this installation, found none: put it back. Without it all sessions and "
        problem += "all links that clients and services hold will end; --new-signing-key says that this is how it is"
        raise BadInput(problem, file=places.keys / "signing_key")
    places.secret("signing_key")


def _check_field_keys(manifest: BackupManifest, places: Places) -> None:
    """Raise BadInput where fields in this backup are sealed under a key that is not here: they would stay closed."""
    held = [places.secret(field_keys.NAME)] if places.knows(field_keys.NAME) else []
    names = {field_keys.name_of_key(key) for key in (*held, *field_keys.kept_keys(places))}
    for name in sorted(set(manifest.field_keys) - names - field_keys.given_up(places)):
        raise field_keys.missing(places, name)
