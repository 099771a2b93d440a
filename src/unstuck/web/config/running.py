"""Starting the site: set Django up, bring the tables up to date, serve."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser

import django
from django.core.management import call_command
from django.db import connections

from unstuck.errors import BadInput

SETTINGS = "unstuck.web.config.settings"


def set_up(*, demo: bool = False) -> None:
    """Load the settings, for the demo in its own folder, and bring the tables up to date."""
    if demo:
        os.environ["UNSTUCK_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


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
    sys.stdout.flush()
    if open_browser and sys.stdout.isatty():
        webbrowser.open(f"http://{host}:{port}/")
    os.execv(  # noqa: S606  (our own interpreter and module, no shell)
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "unstuck.web.config.wsgi:application",
            "--config", "python:unstuck.web.config.gunicorn_settings",
            "--bind", f"{host}:{port}", "--workers", str(workers),
        ],
    )  # fmt: skip
