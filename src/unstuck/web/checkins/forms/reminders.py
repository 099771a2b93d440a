"""The forms about reminders."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.checkins.actions.asking import LINK_DAYS
from unstuck.web.checkins.models import ReminderChoice, ReminderWay
from unstuck.web.checkins.reminder_rules import MOBILE, ReminderTimes, no_address, no_number
from unstuck.web.components.fields import choice_field, day_field
from unstuck.web.components.forms import VersionedForm


class ReminderForm(VersionedForm):
    """Whether a client agreed to be reminded, how and where, and on which day they said so."""

    def __init__(self, typed: Any = None, *, chosen: ReminderChoice | None, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["way"] = choice_field(
            _("May we remind them of a check-in?"),
            ReminderWay.choices,
            _("Choose whether they are reminded."),
            initial=chosen.way if chosen else ReminderWay.NONE,
        )
        hint = _("As the client gave it. Ask who else reads it.")
        invalid = _("Enter an e-mail address such as name@example.org.")
        self.fields["address"] = forms.EmailField(
            label=_("E-mail address"),
            help_text=hint,
            required=False,
            max_length=254,
            initial=chosen.address if chosen and chosen.way == ReminderWay.EMAIL else "",
            error_messages={"invalid": invalid, "max_length": invalid},
        )
        self.fields["number"] = forms.CharField(
            label=_("Mobile number, for text messages"),
            help_text=_("With its country, such as +44 7700 900123. Ask who else reads their messages."),
            required=False,
            max_length=30,
            initial=chosen.address if chosen and chosen.way == ReminderWay.TEXT else "",
            error_messages={"max_length": no_number()},
        )
        self.fields["agreed_on"] = day_field(
            _("On which day did they agree?"), initial=chosen.agreed_on if chosen else today
        )

    def clean_number(self) -> str:
        """Return the number without what people put between its digits."""
        return re.sub(r"[\s().-]", "", self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        """Return the fields. With a way, an address or a number and a day are needed."""
        fields: dict[str, Any] = super().clean() or {}
        way = fields.get("way")
        if way == ReminderWay.EMAIL and not fields.get("address") and "address" not in self.errors:
            self.add_error("address", no_address())
        if way == ReminderWay.TEXT and not MOBILE.fullmatch(fields.get("number", "")) and "number" not in self.errors:
            self.add_error("number", no_number())
        if way != ReminderWay.NONE and not fields.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", _("Say on which day the client agreed."))
        return fields


class ReminderRuleForm(forms.Form):
    """After how many days an agency reminds, and its quiet hours."""

    def __init__(self, typed: Any = None, *, times: ReminderTimes, **options: Any) -> None:
        super().__init__(typed, **options)
        most = LINK_DAYS - 1
        problem = _("Enter a number of days from 1 to %(most)s: a link works for %(days)s.")
        problem = problem % {"most": most, "days": LINK_DAYS}
        self.fields["days"] = forms.IntegerField(
            label=_("Days after which somebody who has not answered is reminded"),
            min_value=1,
            max_value=most,
            initial=times.days,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), problem),
        )
        self.fields["quiet_from"] = _time_field(_("Nothing is sent from"), times.quiet_from)
        self.fields["quiet_until"] = _time_field(_("Until"), times.quiet_until)

    def clean(self) -> dict[str, Any]:
        """Return the fields. Quiet hours have a beginning and another end."""
        fields: dict[str, Any] = super().clean() or {}
        if "quiet_until" in fields and fields.get("quiet_from") == fields["quiet_until"]:
            self.add_error("quiet_until", _("Quiet hours must end at another time than they begin."))
        return fields


def _time_field(label: str, initial: Any) -> forms.TimeField:
    problem = _("Enter a time such as 20:00.")
    return forms.TimeField(
        label=label,
        initial=initial,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": problem, "invalid": problem},
    )
