"""The forms behind a link: answers to choose from, and no room for a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_errors, choice_field
from unstuck.web.referrals.models import HelpReceived, ReferralEndReason

PARTNER_REASONS = (
    ReferralEndReason.FULL,
    ReferralEndReason.NOT_ELIGIBLE,
    ReferralEndReason.WRONG_PLACE,
    ReferralEndReason.NOT_REACHED,
    ReferralEndReason.LANGUAGE,
    ReferralEndReason.NOT_WANTED,
    ReferralEndReason.OTHER,
)
CLIENT_REASONS = (
    ReferralEndReason.NO_ANSWER,
    ReferralEndReason.WAITING_LIST,
    ReferralEndReason.FULL,
    ReferralEndReason.NOT_ELIGIBLE,
    ReferralEndReason.WRONG_PLACE,
    ReferralEndReason.COST,
    ReferralEndReason.DISTANCE,
    ReferralEndReason.HOURS,
    ReferralEndReason.LANGUAGE,
    ReferralEndReason.NOT_COMFORTABLE,
    ReferralEndReason.NOT_WANTED,
    ReferralEndReason.NO_LONGER_NEEDED,
    ReferralEndReason.OTHER,
)


def _why(label: str, offered: Sequence[ReferralEndReason]) -> forms.Field:
    choices = [("", _("Choose"))] + [(reason.value, reason.words) for reason in offered]
    return forms.ChoiceField(
        required=False, label=label, choices=choices, error_messages=choice_errors(_("Choose one."))
    )


class PartnerReplyForm(forms.Form):
    """Accepted, begun, ended, or not accepted and why."""

    def __init__(self, typed: Any = None, *, actions: Sequence[str]) -> None:
        super().__init__(typed)
        words = {
            "accept": _("We have accepted it"),
            "start": _("Help has begun"),
            "complete": _("Help has ended"),
            "decline": _("We could not accept it"),
        }
        choices = [(code, words[code]) for code in actions]
        self.fields["action"] = choice_field(
            _("What happened with the request?"), choices, _("Choose one of the answers.")
        )
        if "decline" in actions:
            self.fields["reason"] = _why(_("Why it was not accepted"), PARTNER_REASONS)

    def clean(self) -> dict[str, Any]:
        """Ask why it was not accepted."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("action") == "decline" and not fields.get("reason"):
            self.add_error("reason", _("Say why it was not accepted."))
        return fields


class ClientReplyForm(forms.Form):
    """Did you get help?"""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        answers = [(got.value, got.words) for got in HelpReceived]
        self.fields["got"] = choice_field(_("Did you get help?"), answers, _("Choose one of the answers."))
        self.fields["reason"] = _why(_("If not, why?"), CLIENT_REASONS)

    def clean(self) -> dict[str, Any]:
        """Ask why no help came."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("got") == HelpReceived.NO and not fields.get("reason"):
            self.add_error("reason", _("Say why no help came."))
        return fields
