"""The forms of an administrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from unstuck.instruments.slots import PROMPT, Slot
from unstuck.language import gettext as _
from unstuck.web.components.fields import line_field, text_field

LANGUAGES = (("en", _("English")), ("es", _("Spanish")))


class HelpLinesForm(forms.Form):
    """Where people find help at once, in each language by itself: one text is never taken for another."""

    def __init__(self, typed: Any = None, *, texts: Mapping[str, str], **options: Any) -> None:
        super().__init__(typed, **options)
        hint = _(
            "One on each line, with the number and its hours: the emergency number, a crisis line, your own number."
        )
        needed = _("Write at least one line.")
        self.fields["lines-en"] = text_field(_("In English"), needed, hint, rows=6, initial=texts.get("en", ""))
        for code, language in LANGUAGES[1:]:
            label = _("In %(language)s") % {"language": language}
            other = _("Whoever reads in this language is shown the English ones until you write some.")
            written = texts.get(code, "")
            self.fields[f"lines-{code}"] = text_field(label, needed if written else "", other, rows=6, initial=written)


class TabletForm(forms.Form):
    """A tablet of the agency."""

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["name"] = line_field(
            _("Name of the tablet"), _("Give it a name."), _("Such as “Front desk”."), longest=80
        )


class LicensedTextForm(forms.Form):
    """An agency's own copy of a questionnaire's text."""

    def __init__(self, typed: Any = None, *, places: Sequence[Slot], texts: Mapping[str, str], **options: Any) -> None:
        super().__init__(typed, **options)
        hint = _(
            "Who gave it, to whom, and where it is kept. Without a licence your agency must not ask these questions."
        )
        required = _("Say under which licence your agency may ask these questions.")
        self.fields["licence"] = text_field(_("Licence"), required, hint, rows=2)
        for slot in places:
            needed = "" if slot.key == PROMPT else _("Enter the text: half a questionnaire cannot be asked.")
            self.fields[_name(slot)] = line_field(slot.label, needed, longest=500, initial=texts.get(slot.key, ""))
        self.places = places

    def texts(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """Return the texts by place."""
        return {slot.key: fields[_name(slot)] for slot in self.places}


def _name(slot: Slot) -> str:
    return f"text-{slot.key}"
