"""What a form sends, and where to: two sendings are the same where these are."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest


def fingerprint(request: HttpRequest, left_out: frozenset[str]) -> str:
    """Return the address, the fields without those that change by themselves, and a digest of each file."""
    fields = sorted((name, texts) for name, texts in request.POST.lists() if name not in left_out)
    files = sorted((name, [_digest(file) for file in sent]) for name, sent in request.FILES.lists())
    return json.dumps([request.path, fields, files])


def _digest(file: UploadedFile[Any]) -> str:
    """Return the SHA-256 of a file, which can be read from its beginning afterwards."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
