"""Raising a concern, assessing it, passing it on, and what is recorded beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance.concerns import OWN_LIFE
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.caseload.models import Episode
from unstuck.web.components.days_ahead import SOON, day_ahead_field
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import check_field, choice_field, dated_field, offer, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.safety import policies
from unstuck.web.safety.models import CloseReason, Concern, ConcernRole, SignSource, concern_names

YES, NO, UNKNOWN = "yes", "no", ""


def yes_no_unknown(label: str, hint: str = "") -> forms.TypedChoiceField:
    """Return a question that can be answered yes, no, or not known."""
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=[(YES, _("Yes")), (NO, _("No")), (UNKNOWN, _("Not known"))],
        coerce=lambda text: {YES: True, NO: False}.get(text),
        empty_value=None,
        widget=forms.RadioSelect,
    )


def _within(days: int) -> str:
    """Say until when to look again (S.4)."""
    words = ngettext(
        "Within %(n)s day; the next day where the danger is imminent.",
        "Within %(n)s days; the next day where the danger is imminent.",
        days,
    )
    return words % {"n": days}


class RaiseConcernForm(forms.Form):
    """What somebody saw, heard or was told."""

    kind = choice_field(_("What are you worried about?"), concern_names(), _("Choose what you are worried about."))
    imminent = yes_no_unknown(
        _("Is somebody in danger right now?"), _("If so, call the emergency services first. This page can wait.")
    )
    role = choice_field(
        _("Who is in danger?"), ConcernRole.choices, _("Say who is in danger."), initial=ConcernRole.AT_RISK
    )
    source = choice_field(
        _("How do you know?"),
        [(one.value, one.words) for one in SignSource if one != SignSource.OLDER],
        _("Say how you know."),
    )
    on = dated_field(_("Which day is this about?"), None)
    words = text_field(
        _("What was said or seen, in the client's words where you can"),
        _("Say in a sentence or two what was said or seen."),
    )
    who = choice_field(_("Who answers for it?"), (), _("Say who answers for it."))

    def __init__(self, typed: Any = None, *, episode: Episode, today: date, asked: str, **options: Any) -> None:
        super().__init__(typed, **options)
        self.episode, self.today = episode, today
        self.fields["on"].initial = today
        others = (
            _("%(name)s, who is told at once") % {"name": asked} if asked else _("Nobody is named; I tell somebody")
        )
        offer(self.fields["who"], [("myself", _("I do, now")), ("named", others)])

    def clean_on(self) -> date:
        """Refuse a day that has not come, or before the work began."""
        on: date = self.cleaned_data["on"]
        check_field(policies.check_sign_day, on, self.episode, self.today)
        return on


class AssessForm(VersionedForm):
    """What was asked and found, how urgent, who was told, what was done, and the day to look again (S.4)."""

    on = dated_field(_("When did you assess it?"), None)
    words = text_field(
        _("What did you ask, and what did you find?"), _("Say in words what you asked and found."), rows=5
    )
    plan = yes_no_unknown(_("Does the client have a plan?"))
    means = yes_no_unknown(_("Are the means within reach?"))
    past_attempt = yes_no_unknown(_("Has there been an attempt before?"))
    protective = text_field(_("What protects them?"), hint=_("People, reasons, beliefs, what helped before."))
    imminent = choice_field(
        _("Is the danger imminent?"), [(YES, _("Yes")), (NO, _("No"))], _("Say whether the danger is imminent.")
    )
    urgency = choice_field(_("How urgent is it?"), (), _("Say how urgent it is."))
    told = text_field(_("Who was told?"), _("Say who was told, or that nobody was and why."), rows=2)
    done = text_field(_("What was done or agreed?"), _("Say what was done, or what was agreed."))
    look_again_on = day_ahead_field(_("Look again on"), _("Say on which day somebody looks again."), offered=SOON)

    def __init__(
        self, typed: Any = None, *, concern: Concern, today: date, levels: Sequence[str], **options: Any
    ) -> None:
        super().__init__(typed, **options)
        self.concern, self.today = concern, today
        self.fields["on"].initial = today
        offer(self.fields["urgency"], [(level, level) for level in levels])
        self.fields["look_again_on"].help_text = _within(policies.longest_days(False))
        if concern.kind not in OWN_LIFE:
            for name in ("plan", "means", "past_attempt"):
                del self.fields[name]

    def clean_on(self) -> date:
        """Refuse an assessment of a day before its sign."""
        on: date = self.cleaned_data["on"]
        check_field(policies.check_assessment_day, on, self.concern, self.today)
        return on

    def clean_imminent(self) -> bool:
        """Return the answer."""
        return bool(self.cleaned_data["imminent"] == YES)

    def clean(self) -> dict[str, Any]:
        """Refuse a day to look again that is too far ahead for what was found."""
        fields: dict[str, Any] = super().clean() or {}
        if "look_again_on" in fields and "imminent" in fields:
            try:
                policies.check_look_again(fields["look_again_on"], fields["imminent"], self.today)
            except Denied as denied:
                self.add_error("look_again_on", denied.reason)
        return fields


class ConcernWordsForm(VersionedForm):
    """One text: to whom a report was made, or which help was arranged."""

    words = text_field()

    def __init__(self, typed: Any = None, *, label: str, missing: str, hint: str = "", **options: Any) -> None:
        super().__init__(typed, **options)
        words = self.fields["words"]
        words.label, words.help_text = label, hint
        words.required = True
        words.error_messages["required"] = missing


class PassOnForm(VersionedForm):
    """To whom a concern is passed on, and why."""

    to = choice_field(_("Who answers for it from now on?"), (), _("Choose who answers for it from now on."))
    words = text_field(_("What they should know"), rows=2)

    def __init__(self, typed: Any = None, *, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(typed, **options)
        offer(self.fields["to"], people)


class CloseConcernForm(VersionedForm):
    """Why a concern ends, in words."""

    because = choice_field(_("Why does it end?"), CloseReason.choices, _("Choose why it ends."))
    words = text_field(_("In words, and who knows"), _("Say in words why this concern ends, and who knows."))
