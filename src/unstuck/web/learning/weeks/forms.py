"""The forms of a client over weeks."""

from __future__ import annotations

from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.language import spoken
from unstuck.learning.weeks.choices import choice_words
from unstuck.learning.weeks.library import people
from unstuck.web.components.fields import choice_field


class WhomForm(forms.Form):
    """Whose weeks to go through."""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        titles = [(code, one.title) for code, one in people(spoken()).items()]
        self.fields["made_up"] = choice_field(_("Whose weeks?"), titles, problem=_("Choose one of them."))


class WeeksChoiceForm(forms.Form):
    """What to do in the next three weeks. `place` is the point at which the form was shown."""

    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100)

    def __init__(self, typed: Any, label: str, **kept: Any) -> None:
        super().__init__(typed, **kept)
        problem = _("Choose what you would do.")
        self.fields["chosen"] = choice_field(label, choice_words().items(), problem=problem)
