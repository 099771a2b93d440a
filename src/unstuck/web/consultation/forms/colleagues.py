"""The question of which colleagues to ask, as several forms put it."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.components.fields import choices_field
from unstuck.web.consultation.queries import AvailableColleague


def people(
    label: str, colleagues: Sequence[AvailableColleague], *, required: str = "", hint: str = ""
) -> forms.MultipleChoiceField:
    """Return a question for colleagues: by name, with what they know well and whether they are away."""
    return choices_field(
        label,
        [(one.public_id, described(one)) for one in colleagues],
        required,
        hint,
        gone=_("A colleague you chose no longer works here. Choose someone else."),
    )


def described(one: AvailableColleague) -> str:
    """Say who somebody is as a colleague to be asked."""
    parts = [one.name, ", ".join(one.competences)]
    if one.away_until is not None:
        parts.append(_("away until %(day)s") % {"day": spell_date(one.away_until)})
    elif not one.available:
        parts.append(_("not taking questions at present"))
    return " · ".join(part for part in parts if part)
