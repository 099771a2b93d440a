"""The rooms that an agency may do without. Safety, reviews, the caseload, rights and the records are not among them."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.worded_choices import WordedChoices


class SwitchableRoom(WordedChoices):
    """A room that can be switched off. Codes are append-only; `config/rooms.toml` says which pages each has."""

    LEARNING = "learning", _("Learning: practising on made-up stories, and mock examinations")
    VIGNETTES = "vignettes", _("Vignettes of your own, made from what colleagues learned")
    HOURS = "hours", _("A log of supervision and learning, and notes of reflection")
    SUPERVISION = "supervision", _("Meetings for supervision: agendas, what was agreed, notes")
    CIRCLES = "circles", _("Questions to other agencies")
    ADVOCACY = "advocacy", _("Speaking up for clients: letters, claims, appeals")
    DIRECTORY = "directory", _("A directory of services")
    SCORE_FILES = "score_files", _("Bringing in files of scores")
    PROCESS_NOTES = "process_notes", _("A worker's own notes, apart from the record")
    TABLETS = "tablets", _("Check-ins on a tablet in your rooms")
    CLIENT_PAGES = "client_pages", _("Clients' own pages, behind a link and a code")

    @property
    def beware(self) -> str:
        """Return what people lose sight of while it is off, or what else goes with it; empty for nothing."""
        return _AFTER.get(self.value, lambda: "")()


_AFTER = {
    "learning": lambda: _("Without it, vignettes of your own and the log are off too."),
    "hours": lambda: _("People cannot fetch their own log or read their notes while it is off: tell them first."),
    "supervision": lambda: _("The two who met cannot read what they wrote while it is off."),
    "process_notes": lambda: _("Nobody can read their own notes while it is off. They are still wiped at a hand-over."),
    "advocacy": lambda: _("The next step may still be to speak up. It is then done outside this site and recorded."),
    "client_pages": lambda: _(
        "Clients' links stop opening. What they said is not right is answered once it is on again."
    ),
    "directory": lambda: _("Referrals go on: whom to ask is typed."),
}
