"""The form of one step of an alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.alerts.budget import SETTINGS
from unstuck.web.alerts.policies import check_put_off, check_told
from unstuck.web.alerts.workflow import ALERT, BY_PEOPLE
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.denied import Denied
from unstuck.web.components.forms import VersionedForm


class AlertForm(VersionedForm):
    """What was done about an alert: one of the steps that are open in its state.

    `can_wait`: nothing about safety comes first. Where it does, putting off is not offered; sent all the same, from a
    page that was opened before, it is refused with the reason.
    """

    action = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False)
    again_on = day_ahead_field(_("Look again on"), none=_("it is not put off"))

    def __init__(self, typed: Any = None, *, state: str, can_wait: bool, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today
        action, words, again_on = (self.fields[name] for name in ("action", "words", "again_on"))
        action.label, words.label = _("What was done?"), _("In a sentence")
        words.help_text = _("Needed when you put it off, and for what happened next.")
        again_on.help_text = _("Only when you put it off: within %(n)s weeks.") % {"n": SETTINGS.longest_put_off_weeks}
        action.error_messages |= {"required": _("Choose what was done.")}
        open_now = [(one.action, one.words) for one in ALERT.open_actions(state) if one.action in BY_PEOPLE]
        if not can_wait and typed is None:
            open_now = [choice for choice in open_now if choice[0] != "put_off"]
        if isinstance(action, forms.ChoiceField):
            action.choices = open_now
        if "put_off" not in dict(open_now):
            del self.fields["again_on"]
            words.help_text = _("Needed for what happened next.")

    def clean(self) -> dict[str, Any]:
        """Return the fields; what goes with the step must be there."""
        fields: dict[str, Any] = super().clean() or {}
        action, words = fields.get("action", ""), fields.get("words", "")
        try:
            check_told(action, words)
            if action == "put_off" and "again_on" in fields:
                check_put_off(words, fields["again_on"], self.today)
        except Denied as denied:
            self.add_error("words" if denied.code in ("no_reason", "no_words") else "again_on", denied.reason)
        return fields


class BudgetForm(forms.Form):
    """The setting of the alerts: one of those that the table shows."""

    share = forms.TypedChoiceField(coerce=float, widget=forms.RadioSelect)

    def __init__(self, typed: Any = None, *, choices: Sequence[tuple[str, str]], now: str, **options: Any) -> None:
        super().__init__(typed, **options)
        share = self.fields["share"]
        share.label, share.initial = _("Which setting?"), now
        share.error_messages |= {"required": _("Choose a setting."), "invalid_choice": _("Choose a setting.")}
        if isinstance(share, forms.ChoiceField):
            share.choices = choices
