"""The forms behind a link: answers to pick from, and no place for a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_errors, choice_field
from unstuck.web.referrals.models import Got, Reason

PARTNER_REASONS = (
    Reason.FULL, Reason.NOT_ELIGIBLE, Reason.WRONG_PLACE, Reason.NOT_REACHED, Reason.LANGUAGE, Reason.NOT_WANTED,
    Reason.OTHER,
)  # fmt: skip
CLIENT_REASONS = (
    Reason.NO_ANSWER, Reason.WAITING_LIST, Reason.FULL, Reason.NOT_ELIGIBLE, Reason.WRONG_PLACE, Reason.COST,
    Reason.DISTANCE, Reason.HOURS, Reason.LANGUAGE, Reason.NOT_COMFORTABLE, Reason.NOT_WANTED,
    Reason.NO_LONGER_NEEDED, Reason.OTHER,
)  # fmt: skip


def _why(label: str, offered: Sequence[Reason]) -> forms.Field:
    choices = [("", _("Choose"))] + [(one.value, one.words) for one in offered]
    return forms.ChoiceField(required=False, label=label, choices=choices, error_messages=choice_errors(_("Pick one.")))


class PartnerForm(forms.Form):
    """Accepted, begun, ended, or not accepted and why."""

    def __init__(self, typed: Any = None, *, actions: Sequence[str]) -> None:
        super().__init__(typed)
        words = {
            "accept": _("We accepted it"),
            "start": _("Help has begun"),
            "complete": _("Help has ended"),
            "decline": _("We could not accept it"),
        }
        choices = [(code, words[code]) for code in actions]
        self.fields["action"] = choice_field(_("What became of the request?"), choices, _("Choose one of the answers."))
        if "decline" in actions:
            self.fields["reason"] = _why(_("Why it was not accepted"), PARTNER_REASONS)

    def clean(self) -> dict[str, Any]:
        """Ask why it was not accepted."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("action") == "decline" and not fields.get("reason"):
            self.add_error("reason", _("Say why it was not accepted."))
        return fields


class ClientForm(forms.Form):
    """Did you get help?"""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        gots = [(one.value, one.words) for one in Got]
        self.fields["got"] = choice_field(_("Did you get help?"), gots, _("Choose one of the answers."))
        self.fields["reason"] = _why(_("If not: why?"), CLIENT_REASONS)

    def clean(self) -> dict[str, Any]:
        """Ask why no help came."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("got") == Got.NO and not fields.get("reason"):
            self.add_error("reason", _("Say why no help came."))
        return fields
