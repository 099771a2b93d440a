"""The form of a note."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import dated_field, text_field

LONGEST_NOTE = 20_000


class ProcessNoteForm(forms.Form):
    """A note, and the day of the session that it is about."""

    def __init__(self, typed: Any = None, *, today: date) -> None:
        super().__init__(typed)
        self.fields["on"] = dated_field(_("Which session or day is it about?"), today)
        self.fields["words"] = text_field(
            _("Your note"),
            _("Write something."),
            _("What you make of a conversation, or wonder about. What others need to know belongs in the record."),
            longest=LONGEST_NOTE,
            rows=8,
        )
