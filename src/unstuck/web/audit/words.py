"""Codes of the record in plain words. A code that has none yet is shown as it is: the record hides nothing."""

from __future__ import annotations

from unstuck.language import gettext as _

ACTIONS = {
    "agency.founded": _("Agency added"),
    "team.added": _("Team added"),
    "person.added": _("Person added"),
    "person.post_changed": _("Role or team changed"),
    "person.left": _("Membership ended"),
    "person.returned": _("Membership began again"),
    "person.link_given": _("Link to set a password given"),
    "person.renamed": _("Own name changed"),
    "person.password_set": _("Password set"),
    "person.signed_in": _("Signed in"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.taken_away": _("Second factor taken away by an administrator"),
    "recovery_codes.made": _("Recovery codes made"),
    "client.added": _("Client added"),
    "client.changed": _("Client's details changed"),
    "client.handed_over": _("Client handed over"),
    "clients.taken_in": _("Clients taken in"),
    "score.added": _("Score added"),
    "score.corrected": _("Score corrected"),
    "score.withdrawn": _("Score marked as entered in error"),
    "facts.recorded": _("Facts recorded"),
    "fact.withdrawn": _("Fact marked as entered in error"),
    "upload.brought_in": _("File of scores brought in"),
    "upload.described": _("Columns of a file chosen"),
    "upload.decided": _("Clients of a file decided on"),
    "upload.saved": _("File of scores saved"),
    "upload.undone": _("File of scores undone"),
    "upload.discarded": _("File of scores discarded"),
    "uploads.emptied": _("Files that waited too long discarded"),
    "directory.brought_in": _("Directory of services looked at"),
    "directory.applied": _("Directory of services brought in"),
    "directory.discarded": _("Directory of services discarded"),
    "service.noted": _("Note about a service added"),
    "taxonomy.loaded": _("Taxonomy loaded"),
}

SUBJECTS = {
    "agency": _("agency"),
    "team": _("team"),
    "person": _("person"),
    "client": _("client"),
    "clients": _("clients"),
    "episode": _("client"),
    "upload": _("file"),
    "uploads": _("files"),
    "import": _("directory"),
    "service": _("service"),
    "taxonomy": _("taxonomy"),
}


def action_words(code: str) -> str:
    """Return what was done, in words.

    >>> action_words("team.added"), action_words("kite.flown")
    ('Team added', 'kite.flown')
    """
    return ACTIONS.get(code, code)
