"""Who answers for concerns, and what the agency asks people to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, choices_field, offer, text_field

FIRST_TO_LAST = range(1, 6)


def weekdays() -> list[tuple[str, str]]:
    """Return the days of the week, Monday first."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return [(str(number), name) for number, name in enumerate(names)]


def _hour(label: str, problem: str, initial: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(
        label=label, initial=initial, widget=widget, error_messages={"required": problem, "invalid": problem}
    )


class ResponderForm(forms.Form):
    """Somebody, their place in the order, and their hours."""

    person = choice_field(_("Who answers?"), (), _("Choose who answers."))
    place = choice_field(
        _("In which place are they asked?"),
        [(number, str(number)) for number in FIRST_TO_LAST],
        _("Say in which place they are asked."),
        _("Where nobody takes a concern on in time, the next one is told."),
        initial=1,
    )
    days = choices_field(_("On which days?"), (), _("Choose at least one day."))
    begins = _hour(_("From"), _("Enter a time such as 09:00."), "09:00")
    ends = _hour(_("Until"), _("Enter a time such as 17:00."), "17:00")

    def __init__(self, typed: Any = None, *, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(typed, **options)
        offer(self.fields["person"], people)
        days = self.fields["days"]
        if isinstance(days, forms.MultipleChoiceField):
            days.choices = weekdays()
            days.initial = [str(day) for day in range(5)]

    def clean_days(self) -> int:
        """Return the days as bits, Monday first."""
        return sum(1 << int(day) for day in self.cleaned_data["days"])


class ProcedureForm(forms.Form):
    """The agency's own words for what is urgent, whom to call out of hours, and how to report."""

    out_of_hours = text_field(
        _("Out of hours: whom to call instead"),
        hint=_("Shown wherever a concern is open while nobody is on duty. Numbers first."),
    )
    child_report = text_field(
        _("A child at risk: how to report it"), hint=_("Who, number, form, and by when. Who in the agency is told.")
    )
    adult_report = text_field(
        _("An adult at risk: how to report it"), hint=_("Who, number, form, and by when. Who in the agency is told.")
    )
    medical_help = text_field(
        _("Medical help: how to get it"),
        hint=_("Emergency number, nearest emergency department, detox, duty doctor."),
    )
    levels = text_field(
        _("How urgent a concern can be"),
        hint=_("One level on each line, the most urgent first. Leave it empty to use ours."),
    )
