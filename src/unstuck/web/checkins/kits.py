"""A kit as it goes to the browser: the pages of a check-in as HTML, and, for the tablet, locked with the code."""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.crypto import salted_hmac

from unstuck import __version__
from unstuck.language import speaking, spoken
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.presenters.client import CheckinScreen, wait_words, wrong_code
from unstuck.web.checkins.presenters.offline import Kit, kit_of, tablet_copy, unknown_code
from unstuck.web.checkins.queries import help_lines, language_of, progress_of
from unstuck.web.checkins.tokens import token_of
from unstuck.web.components.sealing import locked_with_code, public_key

SCRIPT = Path(__file__).parent / "static/checkins/offline.js"
FILES = ("checkins/client.css", "checkins/client.js")
SALT = "unstuck.checkins.kit"


def checkin_kit(checkin: Checkin, now: datetime) -> dict[str, Any]:
    """Return the kit of one check-in, in the language that is spoken now."""
    made = kit_of(checkin, progress_of(checkin))
    return {
        "token": token_of(checkin.seed),
        "way": checkin.way,
        "left": int((checkin.expires_at - now).total_seconds()),
        "next": made.following,
        "pages": {name: _html(getattr(made, name), "page") for name in ("start", "help", "kept", "sent")}
        | {"words": _html(made.words, "words")},
        "questions": _questions(made),
        **_common(),
    }


def _questions(made: Kit) -> list[dict[str, Any]]:
    return [
        {
            "item": one.item,
            "html": _html(one.page, "question"),
            "lowest": str(one.lowest),
            "gates": list(one.gates),
            "risk": list(one.risk),
        }
        for one in made.questions
    ]


def tablet_kit(waiting: list[Checkin], now: datetime) -> dict[str, Any]:
    """Return the kit of a tablet: its neutral page, and each check-in that waits, locked with its code."""
    return {
        "version": kit_version(waiting),
        "pages": {
            "neutral": _tablet_html(""),
            "wrong": _tablet_html(wrong_code()),
            "unknown": _tablet_html(unknown_code()),
            "wait": _tablet_html(wait_words()),
        },
        "boxes": [_box(one, now) for one in waiting],
        **_common(),
    }


def kit_version(waiting: list[Checkin]) -> str:
    """Return what changes whenever the kit of a tablet does: who waits, until when, and the texts."""
    lines = {(one.episode.client.agency_id, language_of(one.episode)) for one in waiting}
    texts = [[language, *help_lines(agency, language)] for agency, language in sorted(lines)]
    rows = [[str(one.seed), one.code, one.expires_at.isoformat(), one.state] for one in waiting]
    said = json.dumps([__version__, spoken(), public_key(), rows, texts])
    return salted_hmac(SALT, said, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _common() -> dict[str, Any]:
    return {"key": public_key(), "files": [static(name) for name in FILES]}


def _box(checkin: Checkin, now: datetime) -> dict[str, Any]:
    """Return a kit locked with its code: salt and nonce are made from the seed and what is locked."""
    with speaking(language_of(checkin.episode)):
        content = zlib.compress(json.dumps(checkin_kit(checkin, now)).encode())
    salt = _drawn(checkin, b"salt")[:16]
    nonce = _drawn(checkin, hashlib.sha256(content).digest())[:12]
    box = locked_with_code(checkin.code, salt, nonce, content)
    left = int((checkin.expires_at - now).total_seconds())
    return {"salt": _text(salt), "nonce": _text(nonce), "box": _text(box), "left": left}


def _drawn(checkin: Checkin, about: bytes) -> bytes:
    value = f"{checkin.seed} {about.hex()}"
    return salted_hmac(SALT, value, secret=settings.SECRET_KEY, algorithm="sha256").digest()


def _text(some: bytes) -> str:
    return b64encode(some).decode()


def _html(page: CheckinScreen, template: str) -> str:
    return render_to_string(f"checkins/{template}.html", {"page": page, "csrf_input": ""})


def _tablet_html(refused: str) -> str:
    return render_to_string(
        "checkins/tablet.html", {"page": tablet_copy(refused), "refused": refused, "csrf_input": ""}
    )
