"""How an entry is sealed, written down so that anybody can check it without this program.

Seal = SHA-256, in hexadecimal, of the UTF-8 JSON list [agency, number, at, actor, action, subject, subject_id,
details, idempotency key, answer, before], without spaces, keys in order, `at` in ISO form in UTC with microseconds. The
chain follows Haber and Stornetta 1991 (J Cryptology 3:99-111): each record holds the hash of the one before.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from unstuck.web.audit.models import Entry


def seal(entry: Entry) -> str:
    """Return the seal that an entry must carry."""
    fields = [
        entry.agency,
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.details,
        entry.idempotency_key,
        entry.answer,
        entry.before,
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
