"""Forms about clients and their scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from unstuck.instruments import followed, load
from unstuck.language import gettext as _
from unstuck.web.caseload.models import WithdrawalReason
from unstuck.web.components.fields import DayInput
from unstuck.web.components.forms import VersionedForm


class ScoreForm(VersionedForm):
    """One questionnaire's total on one day. `today` is the last day that is taken."""

    instrument = forms.ChoiceField()
    total = forms.FloatField(widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}))
    on = forms.DateField(widget=DayInput, input_formats=["%Y-%m-%d"])

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today
        instrument, total, on = (self.fields[name] for name in ("instrument", "total", "on"))
        instrument.label, total.label, on.label = _("Questionnaire"), _("Total"), _("Date it was answered")
        total.help_text = _("The sum of all answers, as printed at the foot of the questionnaire.")
        if isinstance(instrument, forms.ChoiceField):
            instrument.choices = [(name, load(name).name) for name in followed()]
        total.error_messages |= {
            "required": _("Enter the total."),
            "invalid": _("Enter the total as a number, for example 14."),
        }
        on.error_messages |= {
            "required": _("Enter the date."),
            "invalid": _("Enter a date such as 2026-11-22."),
        }

    def clean_on(self) -> date:
        """Return the day. A day that has not come is refused."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The date must not be after today."))
        return on

    def clean(self) -> dict[str, Any]:
        """Return the fields, with a total that the questionnaire can have."""
        fields: dict[str, Any] = super().clean() or {}
        if "total" in fields and "instrument" in fields:
            instrument = load(fields["instrument"])
            if not instrument.minimum <= fields["total"] <= instrument.maximum:
                words = {"low": f"{instrument.minimum:g}", "high": f"{instrument.maximum:g}", "name": instrument.id}
                self.add_error("total", _("A %(name)s total is between %(low)s and %(high)s.") % words)
        return fields


class WithdrawForm(VersionedForm):
    """Why a score no longer counts."""

    because = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        because = self.fields["because"]
        because.label = _("What was wrong with it?")
        because.error_messages |= {"required": _("Say what was wrong with it.")}
        offered = (
            WithdrawalReason.WRONG_NUMBER,
            WithdrawalReason.WRONG_DATE,
            WithdrawalReason.WRONG_CLIENT,
            WithdrawalReason.OTHER,
        )
        if isinstance(because, forms.ChoiceField):
            because.choices = [(one.value, one.words) for one in offered]


class ClientForm(forms.Form):
    """Who a client is."""

    reference = forms.CharField(max_length=64)
    name = forms.CharField(max_length=120, required=False)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        reference, name = self.fields["reference"], self.fields["name"]
        reference.label, name.label = _("Reference"), _("Name")
        reference.help_text = _("The reference your agency uses for this client. Files of scores are matched on it.")
        name.help_text = _("What you call the client here. Leave it empty to see the reference only.")
        reference.error_messages |= {"required": _("Enter the reference.")}


class ChangedClientForm(ClientForm, VersionedForm):
    """A client whose name or reference changes."""
