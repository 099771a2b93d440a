"""`unstuck backup`, `unstuck restore`, `unstuck rekey`: copies of the site's data, and the key that guards it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.output import notice

BackupFolder = Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder of one backup.")]


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Where backups go. By default UNSTUCK_BACKUPS.")
    ] = None,
) -> None:
    """Take an encrypted backup while people work, check it, and print where it is.

    Everything that was saved before it began is in it. The keys are not: keep them elsewhere. While the site is served,
    backups are taken by themselves once a day.

    Example: unstuck backup --to /mnt/backups
    """
    from unstuck.web.operations import startup

    startup.load()
    from unstuck.web.operations.backups.operator import take_backup

    taken = take_backup(to)
    made = taken.manifest
    typer.echo(f"{taken.place}\t{made.rows} rows\t{made.entries} entries\tkey {made.key}")
    if taken.new_key:
        notice(f"a key for backups was made: {taken.new_key}. Keep a copy of it elsewhere")
    notice("the keys are not in it: without database_key nobody can open it, without signing_key all links end")
    if made.field_keys:
        notice(f"its most sensitive texts and second factors need field_key as well: {', '.join(made.field_keys)}")


def restore(
    folder: BackupFolder,
    check: Annotated[bool, typer.Option("--check", help="Only check the backup.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is there, which is kept elsewhere.")] = False,
    new_signing_key: Annotated[
        bool, typer.Option("--new-signing-key", help="Make a new signing key: sessions and links end.")
    ] = False,
) -> None:
    """Check a backup and put it back. What it replaces is kept, and nothing is replaced without --yes.

    The site may be in use meanwhile, unless its database is damaged. A PostgreSQL database must be an empty one.

    Example: unstuck restore /mnt/backups/unstuck-20260101T030000Z --check
    """
    from unstuck.web.components.places import places
    from unstuck.web.operations import startup
    from unstuck.web.operations.backups.checks import check_backup, check_keys

    manifest, whole = check_backup(folder, places())
    if check:
        typer.echo(
            f"{folder}\t{manifest.made_at}\t{manifest.rows} rows\t{manifest.entries} entries\tkey {manifest.key}"
        )
        if not whole:
            notice("its files are as they were written; whether they open can be said only with their key")
        return
    check_keys(manifest, places(), new_signing_key=new_signing_key)
    startup.load_settings()
    from unstuck.web.operations.backups.operator import restore_backup

    kept = restore_backup(folder, manifest, yes=yes)
    typer.echo(f"{folder}\t{manifest.made_at}\t{manifest.rows} rows\t{manifest.entries} entries")
    if kept:
        notice(f"what was there before is kept in {kept}")


def rekey() -> None:
    """Give the sealed fields and the encrypted files new keys, while the site is stopped. Interrupted, it is run again.

    The old keys are kept in `keys/` under their names: backups taken before open with them alone. Take a new backup,
    put the new keys where you keep the old ones, and remove those once no backup needs them. Keys from the environment
    are replaced by those in UNSTUCK_NEW_FIELD_KEY and UNSTUCK_NEW_DATABASE_KEY. On PostgreSQL there are fields alone.

    Example: unstuck rekey
    """
    from unstuck.web.components.places import places
    from unstuck.web.operations.rekeying import files_are_on_their_way
    from unstuck.web.operations.rekeying import rekey as rekey_files

    on_sqlite = not os.environ.get("UNSTUCK_DATABASE_URL")
    if not (on_sqlite and files_are_on_their_way(places())):
        _rekey_fields()
    if on_sqlite:
        old, new = rekey_files(places())
        typer.echo(f"database_key\t{old}\t{new}")
    notice("keep a copy of the new keys elsewhere, and take a backup: those taken before open with the old keys alone")


def _rekey_fields() -> None:
    from unstuck.web.components import field_keys
    from unstuck.web.components.places import places
    from unstuck.web.operations import startup

    if (places().keys / field_keys.NEXT).exists():
        startup.load()
    else:
        startup.set_up()
    from unstuck.web.operations.rekeying_fields import rekey_fields

    old, new, done = rekey_fields(places())
    typer.echo(f"field_key\t{old}\t{new}\t{done.texts} texts")
    for place in done.broken:
        notice(f"left as it is, because it does not open: {place.table}, {place.column}, row {place.row}")
    startup.let_go()
