"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.forms.clients import DayInput
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.queries import Colleague


class Versioned(forms.Form):
    """A form that knows which version of its object it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


def words(label: str, required: str = "", *, hint: str = "", longest: int = 2000, rows: int = 4) -> forms.CharField:
    """Return a question answered in words. `required`: what is said where nothing was typed; empty: it may stay so."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=_messages(required, longest),
    )


def line(label: str, required: str = "", *, hint: str = "", longest: int = 120) -> forms.CharField:
    """Return a question answered in one line."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        error_messages=_messages(required, longest),
    )


def _messages(required: str, longest: int) -> dict[str, str]:
    return {
        "required": required,
        "max_length": _("This is too long: up to %(letters)s letters.") % {"letters": longest},
        "null_characters_not_allowed": _("A character in this text cannot be stored. Type it again."),
    }


def day(label: str, required: str = "", hint: str = "") -> forms.DateField:
    """Return a question for a day."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(required),
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": required, "invalid": _("Enter a day such as 2026-11-22.")},
    )


def people(label: str, found: Sequence[Colleague], *, required: str = "", hint: str = "") -> forms.MultipleChoiceField:
    """Return a question for colleagues: by name, with what they know well and whether they are away."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=bool(required),
        choices=[(one.public_id, described(one)) for one in found],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": required,
            "invalid_choice": _("A colleague whom you chose no longer works here. Choose somebody else."),
        },
    )


def described(one: Colleague) -> str:
    """Say who somebody is as a colleague to be asked."""
    parts = [one.name, ", ".join(one.competences)]
    if one.away_until is not None:
        parts.append(_("away until %(day)s") % {"day": spell_date(one.away_until)})
    elif not one.available:
        parts.append(_("takes no questions at present"))
    return " · ".join(part for part in parts if part)


def checked(check: Callable[..., object], *facts: Any, **named: Any) -> None:
    """Say the reason of a refusal next to the field."""
    try:
        check(*facts, **named)
    except Denied as denied:
        raise forms.ValidationError(denied.reason, code=denied.code) from denied
