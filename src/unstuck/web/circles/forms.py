"""Sealing a question, bringing a sealed file in, and taking in another agency's keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from unstuck.language import gettext as _
from unstuck.web.circles.actions.exchanging import SealingChoice
from unstuck.web.circles.models import CirclePartner
from unstuck.web.circles.public_keys import LONGEST_NAME, PublishedKeys, as_heard, read_published
from unstuck.web.circles.sealed_files import LARGEST_BYTES, too_large
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import choice_field, line_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm
from unstuck.web.consultation.forms.asking import check_consent, ground_fields
from unstuck.web.consultation.models import Ground

LONGEST_TEXT = 1000
"""Of published keys: a name, two keys, a fingerprint."""


class SealQuestionForm(NewOrVersionedForm):
    """For which agency a question is sealed, which parts of the brief go out, and why they may."""

    def __init__(
        self,
        typed: Any,
        *,
        partners: Sequence[CirclePartner],
        parts: Sequence[tuple[str, str]],
        today: date,
        initial: Any,
    ) -> None:
        super().__init__(typed, initial=initial)
        self.today = today
        choices = [(str(one.public_id), one.name) for one in partners]
        self.fields["partner"] = choice_field(_("Which agency?"), choices, _("Choose an agency."))
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("What they will read"),
            required=False,
            choices=list(parts),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Part of the brief is no longer there. Look again.")},
        )
        self.fields |= ground_fields(
            _("Does the client know that you ask colleagues in another agency?"),
            _("The client has had the agency's notice, and it says that colleagues in other agencies are consulted"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse where it is not said when and how the client consented."""
        super().clean()
        check_consent(self, self.today)
        return self.cleaned_data


def sealing_of(fields: Mapping[str, Any], partners: Sequence[CirclePartner]) -> SealingChoice:
    """Return what was chosen. Denied where the agency was removed in the meantime."""
    partner = next((one for one in partners if str(one.public_id) == fields["partner"]), None)
    if partner is None:
        raise Denied("partner_gone", _("This agency was removed in the meantime."))
    ground = Ground(fields["ground"])
    return SealingChoice(partner, fields["parts"], ground, fields["consent_on"], fields["consent_how"])


class SealedFileForm(forms.Form):
    """A sealed file from another agency."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        file = self.fields["file"]
        file.label = _("The sealed file")
        file.help_text = _("As it came, by whatever way: a question from another agency, or their answer to yours.")
        file.error_messages |= dict.fromkeys(("required", "missing"), _("Choose a file."))
        file.error_messages |= dict.fromkeys(
            ("max_length", "invalid"), _("Choose a file with a shorter name, under 120 characters.")
        )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once what is too large: nothing of it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(too_large().reason, code="too_large")
        return file


class PartnerKeysForm(forms.Form):
    """Another agency's keys, and their fingerprint as it was read out. Typing it is what compares it."""

    text = text_field(
        _("The keys that the other agency published"),
        _("Paste the whole text."),
        _("Five lines; the first one is “Unstuck keys of an agency, version 1”."),
        longest=LONGEST_TEXT,
        rows=6,
    )
    heard = line_field(
        _("The fingerprint, as they read it out to you"),
        _("Type the fingerprint as they read it out."),
        _("Telephone somebody you know there, at a number you already have. Do not copy it from the text: whoever ")
        + _("changed the keys on the way changed the fingerprint too."),
        longest=60,
    )
    called = line_field(
        _("What your colleagues will see it called"),
        hint=_("Leave it empty to use the name in the text."),
        longest=LONGEST_NAME,
    )

    published: PublishedKeys | None = None

    def clean_text(self) -> str:
        """Refuse what are no keys, with the line and what was expected there."""
        text: str = self.cleaned_data["text"]
        try:
            self.published = read_published(text)
        except Denied as denied:
            raise forms.ValidationError(denied.reason, code=denied.code) from denied
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse keys whose fingerprint is not the one that was read out."""
        super().clean()
        fields = self.cleaned_data
        if self.published and "heard" in fields and as_heard(fields["heard"]) != self.published.keys.fingerprint:
            problem = _(
                "The text has another fingerprint than the one you heard. Do not use these keys: they may have "
            )
            self.add_error("heard", problem + _("been changed on the way. Ask for them again."))
        if self.published and fields.get("called"):
            self.published = PublishedKeys(fields["called"], self.published.keys)
        return fields
