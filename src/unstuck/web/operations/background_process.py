"""The worker process as the site starts it: its module is run with the process id of whoever starts it."""

from __future__ import annotations

import logging
import os
import sys

import django

logging.raiseExceptions = False  # otherwise a message that cannot be formatted is printed with all its values
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from unstuck.web.operations.worker import work_while_wanted  # noqa: E402  (its models need the settings)

if __name__ == "__main__":
    work_while_wanted(int(sys.argv[1]))
