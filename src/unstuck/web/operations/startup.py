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

from unstuck.errors import BadInput

SETTINGS = "unstuck.web.config.settings"
ONLY_ITS_OWNER = 0o077
"""Nobody else may read the database and its log, encrypted or not."""


def set_up(*, demo: bool = False) -> None:
    """Load the settings, for the demo in its own folder, and bring the tables up to date."""
    if demo:
        os.environ["UNSTUCK_DEMO"] = "1"
    load()
    call_command("migrate", verbosity=0, interactive=False)


def load() -> None:
    """Load the settings, and make sure that the database answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.umask(ONLY_ITS_OWNER)
    django.setup()
    _check_database_answers()


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
        raise BadInput("expected a database that can be opened, found none", file=place["NAME"]) from error


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
