"""The forms about keeping and deleting records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field
from unstuck.web.rights.models import LONGEST_YEARS


class RetentionForm(forms.Form):
    """For how many years after the end of care records are kept."""

    years = forms.IntegerField(
        label=_("Years after the end of care"),
        min_value=1,
        max_value=LONGEST_YEARS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Enter a whole number of years from 1 to 99.")
        ),
    )


class WaitingDeletionForm(forms.Form):
    """Which of the requests that wait is confirmed."""

    def __init__(self, typed: Any, *, waiting: Sequence[tuple[str, str]]) -> None:
        super().__init__(typed)
        self.fields["request"] = choice_field(_("Which do you confirm?"), waiting, _("Choose from the list."))
