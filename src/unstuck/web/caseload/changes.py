"""What forms about a client need to know."""

from __future__ import annotations

from unstuck.instruments import followed
from unstuck.web.audit.models import Entry
from unstuck.web.audit.words import action_words
from unstuck.web.caseload.models import Episode, Score

LONGEST_VERSION = 10


def last_instrument(episode: Episode) -> str:
    """Return the questionnaire that was last entered for a client, else the first that there is."""
    last = Score.objects.filter(episode=episode).order_by("-entered_at", "-id").values_list("instrument", flat=True)
    return last.first() or ("PHQ-9" if "PHQ-9" in followed() else followed()[0])


def saves_behind(episode: Episode, opened: str) -> int:
    """Return how many saves a form does not know of that was opened at version `opened`; 0 for what is no version."""
    known = opened.isdecimal() and len(opened) < LONGEST_VERSION
    return max(episode.version - int(opened), 0) if known else 0


def changes_since(episode: Episode, opened: str) -> list[str]:
    """Return in words what was saved about a client after version `opened` of the record, the latest first."""
    behind = saves_behind(episode, opened)
    if not behind:
        return []
    entries = Entry.objects.filter(
        agency=str(episode.client.agency.public_id), subject="episode", subject_id=str(episode.public_id)
    ).order_by("-number")
    return [action_words(code) for code in entries.values_list("action", flat=True)[:behind]]
