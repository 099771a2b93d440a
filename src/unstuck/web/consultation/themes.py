"""The themes under which lessons are found."""

from __future__ import annotations

from unstuck.language import gettext as _


def themes() -> dict[str, str]:
    """Return the themes in words; codes are append-only."""
    return {
        "engagement": _("Engagement and trust"),
        "alliance": _("Repairing the relationship"),
        "adherence": _("What was agreed, and keeping to it"),
        "change_of_approach": _("Changing the approach"),
        "trauma": _("Trauma"),
        "low_mood": _("Low mood"),
        "anxiety": _("Anxiety"),
        "psychosis": _("Psychosis"),
        "substance_use": _("Substance use"),
        "family": _("Family and partner"),
        "housing_money": _("Housing and money"),
        "work_education": _("Work and education"),
        "access": _("Access to care"),
        "safety": _("Safety"),
        "ending": _("Ending with care"),
    }
