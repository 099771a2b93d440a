"""Starting the site: set Django up, bring the tables up to date, serve."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from unstuck.errors import TROUBLES, BadInput, DatabaseTrouble, trouble_of
from unstuck.web.audit.access.stores import access_store
from unstuck.web.components.new_tables import is_empty

SETTINGS = "unstuck.web.config.settings"
ONLY_ITS_OWNER = 0o077
"""Nobody else may read the database and its log, encrypted or not."""


def set_up(*, demo: bool = False, new: bool = False) -> None:
    """Load the settings, for the demo in its own folder, and bring the tables up to date.

    `new`: a new, empty database may be made. Otherwise only the very first start, which makes the keys, makes one.
    """
    if demo:
        os.environ["UNSTUCK_DEMO"] = "1"
    load(new=new or demo)
    call_command("migrate", verbosity=0, interactive=False)
    settings.PLACES.unfinished.unlink(missing_ok=True)


def load(*, new: bool = False) -> None:
    """Load the settings, and make sure that the database is there and answers."""
    load_settings()
    on_sqlite = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
    if not new and on_sqlite:
        settings.PLACES.check_database_is_there()
    _check_database_answers()
    if not new and not on_sqlite:
        _check_database_is_of_these_keys()
    _check_access_key(on_sqlite=on_sqlite)


def load_settings() -> None:
    """Load the settings alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.umask(ONLY_ITS_OWNER)
    django.setup()


def _check_database_is_of_these_keys() -> None:
    """Raise DatabaseTrouble where PostgreSQL holds nothing, though this is no first start; BadInput where the keys were
    just made and it holds something: every session and link would end without a word.
    """
    connection, places = connections[DEFAULT_DB_ALIAS], settings.PLACES
    if is_empty(connection):
        if not places.unfinished.exists():
            problem = "UNSTUCK_DATABASE_URL: expected the database of this installation, found an empty one, though "
            problem += (
                "its keys are here. Put a backup back: unstuck restore FOLDER. For a new site: unstuck agency add"
            )
            raise DatabaseTrouble("gone", problem)
    elif places.unfinished.exists() and _has_agencies(connection):
        for made in (places.keys / "signing_key", places.unfinished):
            made.unlink(missing_ok=True)
        problem = "expected the signing key of this installation, found none: put the file back, or set "
        raise BadInput(problem + "UNSTUCK_SIGNING_KEY. No new key was made", file=places.keys / "signing_key")


def _check_access_key(*, on_sqlite: bool) -> None:
    """Make the key of the record of access on a first start. Raises BadInput where PostgreSQL holds such a record and
    this machine has no key for it: what it added under a key of its own would look tampered with.
    """
    places = settings.PLACES
    is_new = not places.knows("access_key")
    places.access_key()
    if is_new and not on_sqlite and access_store().agencies():
        (places.keys / "access_key").unlink()
        problem = "expected the key of the record of access, found none: put the file of the machine that has it here, "
        raise BadInput(problem + "or set UNSTUCK_ACCESS_KEY. No new key was made", file=places.keys / "access_key")


def _has_agencies(connection: BaseDatabaseWrapper) -> bool:
    if "audit_chain" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_chain")
        return bool(cursor.fetchone()[0])


def _check_database_answers() -> None:
    """Raise BadInput, without the address, which may hold a password, where there is no database to talk to."""
    try:
        connections[DEFAULT_DB_ALIAS].ensure_connection()
    except ImproperlyConfigured as error:
        problem = "UNSTUCK_DATABASE_URL: expected psycopg to be installed with Unstuck: its extra `postgres`"
        raise BadInput(problem) from error
    except Error as error:
        place = settings.DATABASES[DEFAULT_DB_ALIAS]
        if "postgresql" in place["ENGINE"]:
            raise BadInput("UNSTUCK_DATABASE_URL: expected a database that lets Unstuck in, found none") from error
        if trouble := trouble_of(error):
            raise DatabaseTrouble(trouble, TROUBLES[trouble], file=place["NAME"]) from error
        raise BadInput("expected a database that can be opened, found none", file=place["NAME"]) from error


def let_go() -> None:
    """Close what this process holds open of the database: its file is about to be replaced."""
    connections.close_all()


def check_port_is_free(port: int, host: str = "127.0.0.1") -> None:
    """Raise BadInput where something else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            problem = f"--port: expected an address that is free, found {host}:{port} not to be ({error.strerror})"
            raise BadInput(problem) from error


def serve(host: str, port: int, *, workers: int, open_browser: bool = False) -> None:
    """Serve until stopped. gunicorn takes the place of this process, so signals reach it."""
    connections.close_all()
    if settings.IS_DEMO:  # Links in letters and e-mails then lead to where the demo answers.
        os.environ.setdefault("UNSTUCK_ADDRESS", f"http://{host}:{port}")
    sys.stdout.flush()
    if open_browser and sys.stdout.isatty():
        webbrowser.open(f"http://{host}:{port}/")
    os.execv(  # noqa: S606  (our own interpreter and module, no shell)
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "unstuck.web.config.wsgi:application",
            "--config", "python:unstuck.web.operations.gunicorn_settings",
            "--bind", f"{host}:{port}", "--workers", str(workers),
        ],
    )  # fmt: skip
