"""The forms about emergencies."""

from __future__ import annotations

from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, line_field, text_field
from unstuck.web.emergency.models import ReviewVerdict


class EmergencyForm(forms.Form):
    """Whose record is opened, and what the emergency is."""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        wanted = _("Type the agency's reference, or the whole name.")
        self.fields["who"] = line_field(_("Whose record?"), wanted, _("The agency's reference, or the whole name."))
        self.fields["reason"] = text_field(
            _("What is the emergency?"),
            _("Say what the emergency is, in a sentence."),
            _("Their worker and supervisor read it, and the client may."),
            rows=2,
        )


class EmergencyReviewForm(forms.Form):
    """What a second person found afterwards."""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.fields["verdict"] = choice_field(
            _("What did you find?"), ReviewVerdict.choices, _("Choose what you found.")
        )
        self.fields["words"] = text_field(_("In a sentence"), _("Say in a sentence what you found."), rows=2)
