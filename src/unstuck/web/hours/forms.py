"""The forms of the log and of notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from unstuck.interop.deidentify import Identifiers
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.components.fields import check_field, choice_errors, day_field, line_field, text_field
from unstuck.web.consultation import policies
from unstuck.web.hours.actions import HoursByHand
from unstuck.web.hours.models import LONGEST_DAY, HoursKind
from unstuck.web.hours.queries import HoursProposal


def _minutes(label: str, *, required: bool) -> forms.IntegerField:
    problem = _("Enter minutes, from 1 to %(most)s.") % {"most": LONGEST_DAY}
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), problem)
    return forms.IntegerField(label=label, required=required, min_value=1, max_value=LONGEST_DAY, error_messages=errors)


def _counted(minutes: int) -> str:
    return ngettext("Count %(minutes)s minute", "Count %(minutes)s minutes", minutes) % {"minutes": minutes}


class ProposalsForm(forms.Form):
    """What the site knows of: tick practice, give the minutes of the rest; what is left empty stays out."""

    def __init__(self, typed: Any, *, proposals: Sequence[HoursProposal]) -> None:
        super().__init__(typed)
        self.proposals = proposals
        for one in proposals:
            self.fields[one.key] = (
                forms.BooleanField(required=False, label=_counted(one.minutes))
                if one.minutes is not None
                else _minutes(_("Minutes"), required=False)
            )

    @property
    def rows(self) -> list[tuple[HoursProposal, forms.BoundField]]:
        """Each proposal with its field."""
        return [(one, self[one.key]) for one in self.proposals]

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nothing is taken."""
        super().clean()
        if not self.errors and not taken(self.cleaned_data):
            raise forms.ValidationError(_("Give the minutes of at least one, or tick one that is counted."))
        return self.cleaned_data


def taken(fields: Mapping[str, Any]) -> dict[str, int | None]:
    """Return what was taken, by the proposal's key: minutes, or None where they are counted."""
    return {key: None if value is True else value for key, value in fields.items() if value}


class HoursByHandForm(forms.Form):
    """An entry by hand."""

    def __init__(self, typed: Any, *, known: Identifiers, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.known = known
        kinds = [("", _("Choose")), *((kind.value, kind.label) for kind in HoursKind if kind != HoursKind.PRACTICE)]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What was it?"), choices=kinds, error_messages=choice_errors(_("Say what it was."))
        )
        self.fields["on"] = day_field(_("On which day?"), _("Enter the day."))
        self.fields["minutes"] = _minutes(_("How many minutes?"), required=True)
        hint = _("For example: motivational interviewing, second day. No client.")
        self.fields["about"] = line_field(_("What about? (optional)"), hint=hint, longest=120)

    def clean_about(self) -> str:
        """Refuse what names a client, or may."""
        about: str = self.cleaned_data["about"]
        check_field(policies.check_text, about, known=self.known)
        return about


def by_hand_of(fields: Mapping[str, Any]) -> HoursByHand:
    """Return what was typed."""
    return HoursByHand(HoursKind(fields["kind"]), fields["on"], fields["minutes"], fields["about"])


class ReflectionForm(forms.Form):
    """A note of one's own."""

    def __init__(self, typed: Any) -> None:
        super().__init__(typed)
        self.fields["words"] = text_field(
            _("What do you take from it?"), _("Write something."),
            _("What moved you, what you would do again, what you want to understand. It needs no names."), rows=6,
        )  # fmt: skip
