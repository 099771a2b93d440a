"""What somebody typed and could not save, sealed while it waits in their session for them to sign in again.

A session is a row of the database, and on PostgreSQL stands there readable; what was typed may be a note that is
sealed once it is saved.
"""

from __future__ import annotations

from unstuck.web.components.seals_of_fields import MARK, SealBroken, SealedPlace, opened, sealed


def seal_draft(text: str, person: object) -> str:
    """Return a draft as it is kept for one person."""
    return sealed(text, _place(person))


def open_draft(kept: str, person: object) -> str:
    """Return what this person typed, empty where it does not open. One kept before drafts were sealed is as it was."""
    try:
        return opened(kept, _place(person)) if kept.startswith(MARK) else kept
    except SealBroken:
        return ""


def _place(person: object) -> SealedPlace:
    return SealedPlace("django_session", "kept_form", person)
