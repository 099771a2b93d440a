"""A practice rule by its name, for whoever asks why."""

from __future__ import annotations

from unstuck.guidance import tables
from unstuck.language import gettext as _


def rule_in_words(code: str) -> str:
    """Name a practice rule with its title and its evidence."""
    rule = tables.rules()[code]
    words = {"code": code, "title": rule.title, "evidence": rule.evidence}
    return _("Practice rule %(code)s: %(title)s (%(evidence)s)") % words
