"""The form of a client who comes to one's own caseload."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.forms.clients import ClientForm
from unstuck.web.components.fields import day_field
from unstuck.web.programmes.forms import programme_field
from unstuck.web.programmes.models import Programme


class NewClientForm(ClientForm):
    """Who it is, since when, and in which programme, where the agency has any. `today`: the last day that is taken."""

    started_on = day_field(_("First contact"), _("Enter the date of the first contact."))

    def __init__(self, typed: Any = None, *, today: date, programmes: Sequence[Programme], **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today
        if programmes:
            self.fields["programme"] = programme_field(programmes)

    def clean_started_on(self) -> date:
        """Return the day. A day that has not come is refused."""
        started: date = self.cleaned_data["started_on"]
        if started > self.today:
            raise forms.ValidationError(_("The date must not be after today."))
        return started
