"""The forms of practising."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from unstuck.language import LANGUAGES
from unstuck.language import gettext as _
from unstuck.learning.vignette import VignetteOption
from unstuck.web.components.fields import choice_field, day_field


class StoryForm(forms.Form):
    """A story's options to choose from. `opened` is when it was shown, signed."""

    story = forms.CharField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed: Any, label: str, options: Iterable[VignetteOption], **kept: Any) -> None:
        super().__init__(typed, **kept)
        answers = [(one.code, one.says) for one in options]
        self.fields["chosen"] = choice_field(label, answers, problem=_("Choose one of the four."))


class HowForm(forms.Form):
    """How somebody would like to practise."""

    one_a_day = forms.BooleanField(required=False)

    def __init__(self, *given: Any, **kept: Any) -> None:
        super().__init__(*given, **kept)
        problem = _("Choose a language.")
        self.fields["language"] = choice_field(_("In which language?"), LANGUAGES.items(), problem=problem)
        self.fields["one_a_day"].label = _("Show me one story a day")
        self.order_fields(["language", "one_a_day"])


class HoursForm(forms.Form):
    """From which day to which the hours are counted."""

    def __init__(self, *given: Any, **kept: Any) -> None:
        super().__init__(*given, **kept)
        self.fields["first"] = day_field(_("From"), required=_("Enter the first day."))
        self.fields["last"] = day_field(_("To"), required=_("Enter the last day."))

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        fields = super().clean() or {}
        first, last = fields.get("first"), fields.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day is before the first."))
        return fields
