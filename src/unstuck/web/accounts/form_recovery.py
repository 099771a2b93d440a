"""What was typed when a session ended is kept for the same person, and nobody else, until they sign in again.

Each form carries a token signed for the person who opened it. When it is sent without a session, its fields wait,
sealed, in a new session on the server; they are shown only to the person of the token, at the address of the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Person
from unstuck.web.components.sealed_drafts import open_draft, seal_draft
from unstuck.web.components.sendings import fingerprint

TOKEN = "once"  # noqa: S105  (the name of a field)
NOT_TYPED = frozenset({"csrfmiddlewaretoken", TOKEN})
LONGEST = timedelta(days=14)
"""A form that stayed open over a weekend or an illness still gives back what was typed."""
_KEPT, _SALT = "kept_form", "unstuck.form"


def token_for(request: Request) -> str:
    """Return a token for one form: it names its person, and holds the idempotency key by which the form counts once."""
    return signing.dumps({"person": str(request.actor.public_id), "idempotency_key": str(uuid.uuid4())}, salt=_SALT)


def idempotency_key_of(request: Request) -> str | None:
    """Return the idempotency key of the form that was sent; None where it carries none of this person's.

    The key stands for what is sent and where to, not for the page: what is sent once more counts once, and what
    somebody corrects after going back, or sends from another form of the same page, counts for itself (ADR 117).
    Nobody can tell from a stored key what was typed: the part of it that is in the token is random, and is not stored.
    """
    contents = _opened(request.POST.get(TOKEN, ""))
    if contents is None or contents["person"] != str(request.actor.public_id):
        return None
    return str(uuid.uuid5(uuid.UUID(contents["idempotency_key"]), fingerprint(request, NOT_TYPED)))


def store_typed_form(request: HttpRequest) -> None:
    """Keep the fields of a form that was sent without a session; files and passwords are not kept."""
    if request.method != "POST" or (contents := _opened(request.POST.get(TOKEN, ""))) is None:
        return
    fields = request.POST.copy()
    for name in [name for name in fields if name in NOT_TYPED or "password" in name]:
        del fields[name]
    who, typed = contents["person"], seal_draft(fields.urlencode(), contents["person"])
    request.session[_KEPT] = {"person": who, "path": request.path, "fields": typed}


def discard_others_typed_form(request: HttpRequest, person: Person) -> None:
    """Throw away, when somebody signs in, what another person had typed on this computer."""
    kept = request.session.get(_KEPT)
    if kept and kept["person"] != str(person.public_id):
        del request.session[_KEPT]


def take_typed_form(request: Request) -> QueryDict | None:
    """Return, once, what this person had typed at this address; anybody else's is thrown away."""
    kept = request.session.get(_KEPT)
    if not kept or request.method != "GET":
        return None
    mine = kept["person"] == str(request.actor.public_id)
    if mine and kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return QueryDict(open_draft(kept["fields"], kept["person"])) if mine else None


def recover_typed_form(request: Request) -> QueryDict | None:
    """Return, once, what this person had typed here before the session ended, and say so on the page."""
    kept = take_typed_form(request)
    if kept is not None:
        messages.info(request, _("You had been signed out. What you typed is still here; nothing is saved yet."))
    return kept


def _opened(token: str) -> Mapping[str, Any] | None:
    try:
        contents: Mapping[str, Any] = signing.loads(token, salt=_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return contents
