"""The field of each question that an agency asks of its own, and what is stored of what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, day_field, line_field, text_field
from unstuck.web.intake.models import AnswerKind, IntakeQuestion

LONGEST_NUMBER, MOST_DECIMALS = 12, 3


def field_name(question: IntakeQuestion) -> str:
    """Return the name of a question's field."""
    return f"own-{question.public_id.hex}"


def field_for(question: IntakeQuestion, *, required: bool, held: str = "") -> forms.Field:
    """Return the field in which a question is answered. `held`: what was answered so far, kept as a choice."""
    kind, missing = question.kind, _("Answer this: %(question)s") % {"question": question.words}
    needed = missing if required else ""
    if kind in (AnswerKind.ONE_OF, AnswerKind.YES_NO):
        return _choice(question, required=required, held=held, missing=missing)
    if kind == AnswerKind.DAY:
        return day_field(question.words, needed)
    if kind == AnswerKind.NUMBER:
        return _number(question.words, needed)
    return text_field(question.words, needed) if kind == AnswerKind.TEXT else line_field(question.words, needed)


def _choice(question: IntakeQuestion, *, required: bool, held: str, missing: str) -> forms.ChoiceField:
    listed = [(one, one) for one in question.choices]
    if held and held not in question.choices:
        listed.append((held, held))
    choices = [("yes", _("Yes")), ("no", _("No"))] if question.kind == AnswerKind.YES_NO else listed
    blank = [] if required else [("", _("Not answered"))]
    return choice_field(question.words, [*choices, *blank], missing, required=required)


def _number(label: str, needed: str) -> forms.DecimalField:
    wrong = _("%(question)s Enter a number, for example 3 or 2.5.") % {"question": label}
    return forms.DecimalField(
        label=label,
        required=bool(needed),
        max_digits=LONGEST_NUMBER,
        decimal_places=MOST_DECIMALS,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": LONGEST_NUMBER}),
        error_messages={
            "required": needed,
            **dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), wrong),
        },
    )


def given_answers(fields: Mapping[str, Any], questions: Sequence[IntakeQuestion]) -> dict[IntakeQuestion, str]:
    """Return what was typed, as it is stored."""
    return {one: _stored(fields.get(field_name(one))) for one in questions if field_name(one) in fields}


def _stored(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
