"""The forms about programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, day_field, line_field, offer
from unstuck.web.components.forms import VersionedForm
from unstuck.web.programmes.models import LONGEST_NAME, Programme

NONE = "none"
"""The answer of whoever belongs to no programme, or of whom it is not known yet."""


class ProgrammeForm(forms.Form):
    """A new programme."""

    name = line_field(_("Name of the programme"), _("Type the name of the programme."), longest=LONGEST_NAME)

    def clean_name(self) -> str:
        """Return it without outer and repeated spaces."""
        return " ".join(str(self.cleaned_data["name"]).split())


class ChangedProgrammeForm(ProgrammeForm):
    """A programme's name, place and whether clients are added to it. `many`: how many stand in the list."""

    place = forms.ChoiceField(label=_("Place in the list"), error_messages={"invalid_choice": _("Choose a place.")})
    offered = choice_field(
        _("Can clients be added to it?"),
        [("yes", _("Yes")), ("no", _("No, it has ended. Its clients stay in it"))],
        _("Say whether clients can be added to it."),
    )

    def __init__(self, typed: Any = None, *, many: int, **options: Any) -> None:
        super().__init__(typed, **options)
        offer(self.fields["place"], [(str(number), str(number)) for number in range(1, many + 1)])


def programme_field(offered: Sequence[Programme]) -> forms.ChoiceField:
    """Return the question which programme somebody belongs to."""
    choices = [*((one.public_id.hex, one.name) for one in offered), (NONE, _("None of these, or not known yet"))]
    return choice_field(_("Programme"), choices, _("Choose the programme, or say that it is none of these."))


def chosen_programme(fields: Mapping[str, Any], offered: Sequence[Programme]) -> Programme | None:
    """Return the programme that was chosen, None for none; nothing was asked at an agency without any."""
    code = fields.get("programme", NONE)
    return None if code == NONE else next(one for one in offered if one.public_id == UUID(code))


class MovedToProgrammeForm(VersionedForm):
    """Which programme a client belongs to, and from which day on."""

    def __init__(self, typed: Any = None, *, offered: Sequence[Programme], today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["programme"] = programme_field(offered)
        self.fields["on"] = day_field(_("From which day?"), _("Enter the day."), initial=today)
