"""Forms of transfers: one client or several, for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, day_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm, VersionedForm
from unstuck.web.transfers.client_forms import Choices, SeveralClientsForm
from unstuck.web.transfers.models import ClientConsent, wish_reasons
from unstuck.web.transfers.policies import TransferDetails, consent_faults, transfer_faults


def transfer_details(fields: Mapping[str, Any]) -> TransferDetails:
    """Return what was typed, as the action takes it."""
    names = ("on", "note", "consent", "consent_words", "risk_words", "wish", "until")
    return TransferDetails(**{name: fields[name] for name in names if name in fields})


class TransferForm(NewOrVersionedForm):
    """Who takes over, from when, what they need to know, and what the client says to it."""

    def __init__(self, typed: Any = None, *, people: Choices, today: date, risk_open: bool, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today, self.risk_open = today, risk_open
        self.fields |= self._before(people) | {
            "on": day_field(_("From which day?"), _("Enter the day on which they take over.")),
            "note": text_field(
                _("What they need to know"),
                _("Write down what the next worker needs to know."),
                _("What was agreed, what helps, what to watch for, what comes next."),
            ),
        }
        if risk_open:
            hint = _("Who knows, who acts, and when. The concern goes with the client and stays open.")
            self.fields["risk_words"] = text_field(_("The risk that is open"), hint=hint)
        self.fields["consent"] = choice_field(
            _("Does the client agree?"), ClientConsent.choices, _("Say whether the client agrees.")
        )
        self.fields["consent_words"] = text_field(_("If not, or if they cannot be asked: why?"), rows=2)
        self._after()

    def _before(self, people: Choices) -> dict[str, forms.Field]:
        return {"to": choice_field(_("Who takes over?"), people, _("Choose who takes over."))}

    def _after(self) -> None:
        reason = _("Does the client wish for another worker?")
        self.fields["wish"] = choice_field(reason, wish_reasons(), _("Choose a reason from the list."), required=False)

    def is_risk_open(self) -> bool:
        """Tell whether a risk is open, so that words about it are needed."""
        return self.risk_open

    def clean(self) -> dict[str, Any]:
        """Return the fields; what a transfer lacks is said beside its field."""
        fields: dict[str, Any] = super().clean() or {}
        if {"on", "note", "consent"} <= fields.keys():
            for name, denied in transfer_faults(transfer_details(fields), self.today, risk_open=self.is_risk_open()):
                if name in self.fields and name not in self.errors:
                    self.add_error(name, forms.ValidationError(denied.reason, code=denied.code))
        return fields


class SeveralTransfersForm(SeveralClientsForm, TransferForm):
    """Several clients go to one colleague. `at_risk`: those of them with a risk that is open.

    Each client is asked: an answer of their own holds in the place of the one for all, and so do its words.
    """

    def __init__(self, typed: Any = None, *, clients: Choices, at_risk: Collection[str], **options: Any) -> None:
        self.offered, self.at_risk = clients, at_risk
        super().__init__(typed, risk_open=True, **options)

    def is_risk_open(self) -> bool:
        """Tell whether a risk is open with one of those that were chosen."""
        return bool(set(self.chosen()) & set(self.at_risk))

    def _before(self, people: Choices) -> dict[str, forms.Field]:
        gone = _("One of them is no longer among these clients, or is being handed over already.")
        question, words = _("Does this client agree?"), _("If this client does not, or cannot be asked: why?")
        self.add_clients(self.offered, ClientConsent.choices, question, words, gone)
        return super()._before(people)

    def _after(self) -> None:
        """One client's wish is recorded on that client's own page."""
        hint = _("Needed where one of them has an open risk: who knows, who acts, and when.")
        self.fields["risk_words"].help_text = hint
        self.fields["consent"].label = _("Do they agree?")
        self.fields["consent"].help_text = _("Ask each of them. Where one answers otherwise, say so beside their name.")

    def clean(self) -> dict[str, Any]:
        """Return the fields, with `wanted`: the details for each client who was chosen."""
        fields = super().clean()
        if {"on", "note", "consent"} <= fields.keys():
            fields["wanted"] = {key: self._details(key, fields) for key in self.chosen()}
        return fields

    def _details(self, key: str, fields: Mapping[str, Any]) -> TransferDetails:
        """Return the details for one client; what is missing about their own consent is said beside their name."""
        consent, words = self.said_of(key, fields["consent"])
        words = words or (fields.get("consent_words", "") if consent == fields["consent"] else "")
        for _name, denied in consent_faults(consent, words) if consent != fields["consent"] else ():
            self.add_error(f"for-{key}", forms.ValidationError(denied.reason, code=denied.code))
        risk_words = fields.get("risk_words", "") if key in self.at_risk else ""
        return replace(transfer_details(fields), consent=consent, consent_words=words, risk_words=risk_words)


class TransferStepForm(VersionedForm):
    """What becomes of a transfer that is under way."""

    def __init__(self, typed: Any = None, *, steps: Choices, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["step"] = choice_field(_("What happens now?"), steps, _("Choose what happens now."))
