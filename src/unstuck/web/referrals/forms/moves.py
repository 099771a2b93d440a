"""Forms for what becomes of a referral, the client's answer, and how life areas affect each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.fields import choice_errors, choice_field, dated_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.forms.preparing import ASK_AGAIN
from unstuck.web.referrals.models import HelpReceived, ReferralEndReason
from unstuck.web.referrals.workflow import NEEDS_REASON


def reasons() -> list[tuple[str, str]]:
    """Return the reasons to choose from; the first says that none is needed."""
    return [("", _("No reason needed")), *((reason.value, reason.words) for reason in ReferralEndReason)]


class ReferralMoveForm(VersionedForm):
    """What happened."""

    def __init__(self, typed: Any = None, *, today: date, actions: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        ask["action"] = choice_field(_("What happened?"), actions, _("Say what happened."))
        ask["reason"] = forms.ChoiceField(
            required=False,
            label=_("If it did not work out: why?"),
            choices=reasons(),
            error_messages=choice_errors(_("Choose one.")),
        )
        ask["spoke_to"] = line_field(_("Who did you speak to there? (if anyone)"))
        ask["words"] = text_field(_("What was said"), rows=2)
        ask["on"] = dated_field(_("On which day?"), today)
        ask["call_back_on"] = day_ahead_field(
            _("When will you ask again?"),
            _("Say when you will ask again."),
            _("If it continues, it comes up again on this day."),
            initial=today + ASK_AGAIN,
        )

    def clean(self) -> dict[str, Any]:
        """Ask why, where it did not work out."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("action") in NEEDS_REASON and not fields.get("reason"):
            self.add_error("reason", _("Say why."))
        return fields


class HelpAnswerForm(VersionedForm):
    """The client's answer, and how the life areas are going now."""

    def __init__(self, typed: Any = None, *, today: date, served: Sequence[str], **options: Any) -> None:
        super().__init__(typed, **options)
        ask, names = self.fields, area_names()
        answers = [(got.value, got.words) for got in HelpReceived]
        ask["got"] = choice_field(_("Did you get help?"), answers, _("Say what the client answered."))
        ask["reason"] = forms.ChoiceField(
            required=False,
            label=_("Why not, or not yet"),
            choices=reasons(),
            error_messages=choice_errors(_("Choose one.")),
        )
        ask["words"] = text_field(_("In the client's own words"), rows=2)
        self.served = [code for code in served if code in names]
        for code in self.served:
            ask[f"rating_{code}"] = forms.TypedChoiceField(
                required=False, coerce=float, empty_value=None,
                choices=[("", "–"), *((str(n), str(n)) for n in range(11))],
                label=_("%(area)s: how is it going now?") % {"area": names[code]},
                help_text=_("0 is very badly, 10 is very well. Leave it empty if you did not ask."),
                error_messages=choice_errors(_("Choose a number from 0 to 10.")),
            )  # fmt: skip
        ask["on"] = dated_field(_("When did the client say this?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask why, where no help came; `ratings` holds the areas that were asked about."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("got") == HelpReceived.NO and not fields.get("reason"):
            self.add_error("reason", _("Say why no help came."))
        ratings = {code: fields.get(f"rating_{code}") for code in self.served}
        return fields | {"ratings": {code: rating for code, rating in ratings.items() if rating is not None}}


class ReplyLinkForm(VersionedForm):
    """Confirms that a link is to be made: nothing to fill in."""


class AreaLinkForm(VersionedForm):
    """One life area makes another worse."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        choices = [("", _("Choose an area")), *area_names().items()]
        for name, label in (("cause", _("This …")), ("effect", _("… makes that worse"))):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, error_messages=choice_errors(_("Choose both areas."))
            )
        self.fields["words"] = text_field(_("In the client's own words"), rows=2)
        self.fields["on"] = dated_field(_("When did the client say this?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask for two areas."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("cause") and fields.get("cause") == fields.get("effect"):
            self.add_error("effect", _("Choose two different areas."))
        return fields


class EndAreaLinkForm(VersionedForm):
    """From when one area no longer makes another worse."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["on"] = dated_field(_("Since when?"), today)
