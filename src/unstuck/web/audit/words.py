"""What each action of the record, and what it was about, is called on screen.

A code that has no words yet is shown as it is: the record hides nothing.
"""

from __future__ import annotations

from unstuck.language import gettext as _


def actions() -> dict[str, str]:
    """Return the words of every action of the record."""
    return {
        "agency.founded": _("The agency was added"),
        "team.added": _("A team was added"),
        "person.added": _("Somebody was added"),
        "person.post_changed": _("Somebody's role or team was changed"),
        "person.left": _("Somebody's membership ended"),
        "person.returned": _("Somebody's membership began again"),
        "person.link_given": _("A link to set a password was given"),
        "person.renamed": _("Somebody changed their own name"),
        "person.password_set": _("Somebody set their password"),
        "person.signed_in": _("Somebody signed in"),
        "second_factor.added": _("A second factor was added"),
        "second_factor.removed": _("A second factor was removed"),
        "second_factor.taken_away": _("A second factor was taken away by an administrator"),
        "recovery_codes.made": _("Recovery codes were made"),
        "client.added": _("A client was added"),
        "client.changed": _("A client's name or reference was changed"),
        "client.handed_over": _("A client was handed over"),
        "clients.taken_in": _("Clients were taken in with their scores"),
        "score.added": _("A score was added"),
        "score.withdrawn": _("A score was marked as entered in error"),
        "score.corrected": _("A score was corrected"),
        "facts.recorded": _("Facts about a client were recorded"),
        "fact.withdrawn": _("A fact was marked as entered in error"),
        "upload.brought_in": _("A file of scores was read"),
        "upload.described": _("The columns of a file were chosen"),
        "upload.decided": _("Where rows of a file go was decided"),
        "upload.saved": _("The scores of a file were saved"),
        "upload.undone": _("The scores of a file were taken back"),
        "upload.discarded": _("A file was discarded"),
        "uploads.emptied": _("Files that waited too long were emptied"),
    }


def action(code: str) -> str:
    """Return the words of an action, its code where it has none."""
    return actions().get(code, code)


def subject(code: str) -> str:
    """Return the word for what an action was about, its code where it has none."""
    return {
        "agency": _("agency"),
        "team": _("team"),
        "person": _("person"),
        "client": _("client"),
        "episode": _("client"),
        "clients": _("clients"),
        "upload": _("file"),
        "uploads": _("files"),
    }.get(code, code)
