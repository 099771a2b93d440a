"""What was typed when a session ended is kept for the same person, and nobody else, until they sign in again.

Each form carries a token signed for the person who opened it. When it is sent without a session, its fields wait in a
new session on the server; they are shown only to the person of the token, at the address of the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

from unstuck.web.accounts.actors import Request

TOKEN = "once"  # noqa: S105  (the name of a field)
HOURS = 24
_KEPT = "kept_form"
_SALT = "unstuck.form"


def token_for(request: Request) -> str:
    """Return a token for one form: it names its person, and is the receipt by which the form counts once."""
    return signing.dumps({"person": str(request.actor.public_id), "receipt": str(uuid.uuid4())}, salt=_SALT)


def receipt_of(request: Request) -> str | None:
    """Return the receipt in the form that was sent; None where it carries none of this person's."""
    said = _opened(request.POST.get(TOKEN, ""))
    return said["receipt"] if said and said["person"] == str(request.actor.public_id) else None


def keep_what_was_typed(request: HttpRequest) -> None:
    """Keep the fields of a form that was sent without a session; files are not kept."""
    if request.method != "POST" or (said := _opened(request.POST.get(TOKEN, ""))) is None:
        return
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    fields.pop(TOKEN, None)
    request.session[_KEPT] = {"person": said["person"], "path": request.path, "fields": fields.urlencode()}


def take_what_was_kept(request: Request) -> QueryDict | None:
    """Return, once, what this person had typed at this address; anybody else's is thrown away."""
    kept = request.session.get(_KEPT)
    if not kept or request.method != "GET":
        return None
    mine = kept["person"] == str(request.actor.public_id)
    if mine and kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return QueryDict(kept["fields"]) if mine else None


def _opened(token: str) -> Mapping[str, Any] | None:
    try:
        said: Mapping[str, Any] = signing.loads(token, salt=_SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return said
