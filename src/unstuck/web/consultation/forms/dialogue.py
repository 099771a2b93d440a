"""Messages, reasons, the decision and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator

from unstuck.interop.deidentify import Identifiers, suspicious
from unstuck.interop.letters import clean
from unstuck.language import gettext as _
from unstuck.web.components.fields import check_field, line_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.dialogue import NewMessage
from unstuck.web.consultation.models import MessageKind

OTHERS_ALLOWED = "others_allowed"


def kinds() -> dict[str, str]:
    """Return what a message can be."""
    return {
        MessageKind.SUGGESTION.value: _("A suggestion"),
        MessageKind.QUESTION.value: _("A question"),
        MessageKind.LITERATURE.value: _("Something to read"),
        MessageKind.LINK.value: _("A link"),
    }


class MessageForm(NewOrVersionedForm):
    """One message. What points to the client is named next to it, and nothing is stored until it is out."""

    def __init__(self, typed: Any, *, known: Identifiers, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.known = known
        fields: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(
                label=_("What kind of message is it?"),
                choices=list(kinds().items()),
                error_messages={"required": _("Say what it is."), "invalid_choice": _("Say what it is.")},
            ),
            "words": text_field(_("Your message"), _("Write something first."), hint=_("No names.")),
            "link": forms.CharField(
                label=_("Link, if you have one"),
                required=False,
                max_length=500,
                validators=[URLValidator(schemes=["http", "https"], message=_("Enter a whole address: https://…"))],
            ),
        }
        self.fields |= fields
        if suspicious(clean(self.data.get("words", ""))):  # asked only where there is something to say it of
            self.fields[OTHERS_ALLOWED] = forms.BooleanField(
                required=False, label=_("Dates, telephones or addresses in it are not the client's")
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what points to the client."""
        super().clean()
        for name in ("words", "link"):
            if name in self.cleaned_data:
                self._check(name)
        return self.cleaned_data

    def _check(self, name: str) -> None:
        allowed = self.cleaned_data.get(OTHERS_ALLOWED, False) or name == "link"
        try:
            check_field(policies.check_text, self.cleaned_data[name], known=self.known, others_allowed=allowed)
        except forms.ValidationError as error:
            self.add_error(name, error)


def written_of(fields: Mapping[str, Any]) -> NewMessage:
    """Return the message that was typed."""
    return NewMessage(fields["words"], MessageKind(fields["kind"]), fields["link"], fields.get(OTHERS_ALLOWED, False))


class OneTextForm(NewOrVersionedForm):
    """One text: a reason, a decision, what came of it. It names nobody."""

    def __init__(self, typed: Any, *, field: forms.CharField, known: Identifiers, others: bool, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.known, self.others = known, others
        self.fields["words"] = field

    def clean_words(self) -> str:
        """Refuse what points to the client."""
        text: str = self.cleaned_data["words"]
        check_field(policies.check_text, text, known=self.known, others_allowed=self.others)
        return text


def decision() -> forms.CharField:
    """Return the question for the decision."""
    return text_field(
        _("What will you do?"), _("Say what you decided."), hint=_("The people you asked will read it. No names.")
    )


def outcome() -> forms.CharField:
    """Return the question for what came of it."""
    return text_field(_("What came of it?"), _("Say what came of it, even if that is “nothing yet”."))


def reason() -> forms.CharField:
    """Return the question for a reason."""
    return line_field(_("Why?"), _("Give a reason in a few words."), longest=300)


def reason_if_any() -> forms.CharField:
    """Return the question for a reason that nobody has to give."""
    return line_field(_("Why, if you want to say"), longest=300)
