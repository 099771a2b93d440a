"""The site's settings, and a page of flaws of the kinds that scanners are for: each has to find its own.

Never part of a site that anybody uses: only `tests.security.scan --planted` starts it, on this machine.
"""

from __future__ import annotations

from unstuck.web.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.security.planted_urls"
