"""The forms about consents."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, dated_field, day_field, line_field, text_field
from unstuck.web.consents.models import ConsentKind, ConsentManner, GivenBy
from unstuck.web.consents.policies import GivenTerms, WithdrawalTerms, consent_gaps

ANSWERS = ("yes", "no")
STAFF_FORMS = [(one.value, one.words) for one in (ConsentManner.SPOKEN, ConsentManner.SIGNED)]


class GivenConsentForm(forms.Form):
    """What a client was asked, and what they answered."""

    def __init__(self, typed: Any = None, *, today: date) -> None:
        super().__init__(typed)
        self.today = today
        more = {
            "kind": choice_field(_("What is the consent about?"), ConsentKind.choices, _("Choose one.")),
            "recipient": line_field(_("Who may be told, by name? Only for telling somebody outside."), longest=200),
            "purpose": text_field(_("What for?"), rows=2),
            "what": text_field(_("Exactly what may be told?"), rows=2),
            "agreed": choice_field(
                _("What did they answer?"), zip(ANSWERS, (_("Yes"), _("No")), strict=True), _("Choose one.")
            ),
            "given_by": choice_field(_("Who answered?"), GivenBy.choices, _("Choose one."), initial=GivenBy.CLIENT),
            "giver": line_field(_("Their name, where it was not the client")),
            "how": choice_field(_("How?"), STAFF_FORMS, _("Choose one."), initial=ConsentManner.SPOKEN),
            "on": dated_field(_("On which day?"), today),
            "until": day_field(_("Until when? Leave it empty where it holds until it is taken back.")),
            "words": text_field(_("In which words, or what else matters"), rows=2),
        }  # fmt: skip
        self.fields.update(more)

    def clean(self) -> dict[str, Any]:
        """Put what is missing beside its question."""
        fields: dict[str, Any] = super().clean() or {}
        if {"kind", "agreed", "given_by", "how", "on"} <= fields.keys():
            for name, denied in consent_gaps(given_terms(fields), self.today):
                self.add_error(name, denied.reason)
        return fields


def given_terms(fields: dict[str, Any]) -> GivenTerms:
    """Return what a form of a consent says."""
    texts = {name: fields.get(name, "") for name in ("recipient", "purpose", "what", "giver", "words")}
    rest = {name: fields[name] for name in ("kind", "given_by", "how", "on")}
    return GivenTerms(agreed=fields["agreed"] == "yes", until=fields.get("until"), **rest, **texts)


class WithdrawalForm(forms.Form):
    """How and when a client took a consent back."""

    def __init__(self, typed: Any = None, *, today: date) -> None:
        super().__init__(typed)
        self.fields["on"] = dated_field(_("On which day did they say so?"), today)
        self.fields["how"] = choice_field(_("How?"), STAFF_FORMS, _("Choose one."), initial=ConsentManner.SPOKEN)
        self.fields["words"] = text_field(_("In which words, or why, where they said"), rows=2)


def withdrawal_terms(fields: dict[str, Any]) -> WithdrawalTerms:
    """Return what a form of a withdrawal says."""
    return WithdrawalTerms(fields["on"], fields["how"], fields["words"])


class SeenToForm(forms.Form):
    """What was done after a consent was taken back."""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.fields["words"] = text_field(
            _("What did you do?"), _("Say in a sentence whom you told, or what you agreed with the client.")
        )
