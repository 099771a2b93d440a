"""Addresses of style sheets and scripts: each says which version it is, so that a browser may keep it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStaticFiles(StaticFilesStorage):
    """Django's own, with a part of the file's digest behind the address."""

    def url(self, name: str | None) -> str:
        """Return the address of a file; one that nobody ships gets no version."""
        version = _version(name or "")
        return f"{super().url(name)}?v={version}" if version else super().url(name)


@cache
def _version(name: str) -> str:
    path = finders.find(name)
    return sha256(Path(path).read_bytes()).hexdigest()[:10] if path else ""
