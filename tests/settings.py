"""The site's own settings, without what makes tests slow or leaves traces. Both databases are the real ones."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# A home of its own: tests never see, or leave, a key or a database of whoever runs them.
if "UNSTUCK_HOME" not in os.environ:  # the first process of a run; its workers share what it made
    os.environ["UNSTUCK_HOME"] = tempfile.mkdtemp(prefix="unstuck-tests-")
    atexit.register(shutil.rmtree, os.environ["UNSTUCK_HOME"], ignore_errors=True)
os.environ.setdefault("UNSTUCK_PLAIN_HTTP", "1")

from unstuck.web.config.settings import *  # noqa: F403
from unstuck.web.config.settings import DATABASES, PLACES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    DATABASES["default"]["TEST"] = {"NAME": str(PLACES.home / f"test-{worker}.sqlite3")}

TAKES_BACKUPS = False  # by itself; tests/web/backups asks for them
