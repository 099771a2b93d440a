"""What each action is called on screen."""

from __future__ import annotations

from unstuck.language import gettext as _


def actions() -> dict[str, str]:
    """Return the words of every action of the record."""
    return {
        "agency.founded": _("The agency was added"),
        "team.added": _("A team was added"),
        "person.added": _("Somebody was added"),
        "client.added": _("A client was added"),
        "client.changed": _("A client's name or reference was changed"),
        "client.handed_over": _("A client was handed over"),
        "clients.taken_in": _("Clients were taken in with their scores"),
        "score.added": _("A score was added"),
        "score.withdrawn": _("A score was marked as entered in error"),
        "score.corrected": _("A score was corrected"),
    }


def action(code: str) -> str:
    """Return the words of an action, its code where it has none."""
    return actions().get(code, code)
