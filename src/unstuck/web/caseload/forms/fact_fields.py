"""Fields of the forms of facts. Every question can stay at "not asked"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.questions import Question

LONGEST_WORDS, LARGEST_COUNT = 2000, 10_000


def field_of(question: Question) -> forms.Field:
    """Return the field that asks one question."""
    if question.kind == "yes_no":
        return yes_no(question.asks, question.hint)
    if question.kind == "scale":
        return _number(question, forms.FloatField, 10, _("%(question)s: enter a number from 0 to 10."))
    if question.kind == "count":
        return _number(question, forms.IntegerField, LARGEST_COUNT, _("%(question)s: enter a whole number, 0 or more."))
    if question.kind == "choice":
        return _choice(question.asks, question.hint, question.choices, _("%(question)s: pick one of the answers."))
    return text(question.asks, question.hint)


def _number(question: Question, field: type[Any], largest: int, problem: str) -> forms.Field:
    sentence = problem % {"question": question.label}
    whole = field is forms.IntegerField
    made: forms.Field = field(
        required=False,
        min_value=0,
        max_value=largest,
        label=question.asks,
        help_text=question.hint,
        widget=forms.NumberInput(
            attrs={"inputmode": "numeric" if whole else "decimal", "step": "1" if whole else "any"}
        ),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )
    return made


def yes_no(label: str, hint: str = "", unknown: str = "") -> forms.Field:
    """Return a question with the answers yes, no and not asked."""
    return forms.TypedChoiceField(
        required=False,
        label=label,
        help_text=hint,
        choices=[("", unknown or _("Not asked")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("%(question)s Pick one of the answers.") % {"question": label}},
    )


def _choice(label: str, hint: str, choices: Sequence[tuple[str, str]], problem: str) -> forms.Field:
    return forms.TypedChoiceField(
        required=False,
        label=label,
        help_text=hint,
        choices=[("", _("Not asked")), *choices],
        coerce=str,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": problem % {"question": label}},
    )


def short(question: Question) -> forms.Field:
    """Return a question as a list to pick from: quick by keyboard, small on a phone."""
    numbers = [(str(value), str(value)) for value in range(11)]
    scale = question.kind == "scale"
    return forms.TypedChoiceField(
        required=False,
        label=question.asks,
        choices=[("", "–"), *(numbers if scale else [("yes", _("Yes")), ("no", _("No"))])],
        coerce=float if scale else (lambda said: said == "yes"),
        empty_value=None,
        widget=forms.Select,
        error_messages={"invalid_choice": _("%(question)s: pick one of the answers.") % {"question": question.label}},
    )


def day(label: str, initial: date | None, *, required: bool = True) -> forms.Field:
    """Return a question for a day."""
    sentence = _("%(question)s Enter a day such as 2026-11-03.") % {"question": label}
    return forms.DateField(
        required=required,
        label=label,
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": sentence, "invalid": sentence},
    )


def text(label: str, hint: str = "") -> forms.Field:
    """Return a question answered in words, on several lines."""
    return forms.CharField(
        required=False,
        label=label,
        help_text=hint,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=too_long(LONGEST_WORDS),
    )


def line(label: str) -> forms.Field:
    """Return a question answered in words, on several lines."""
    return forms.CharField(required=False, label=label, max_length=500, error_messages=too_long(500))


def too_long(letters: int) -> dict[str, str]:
    """Return a question for a day."""
    return {
        "max_length": _("This is too long: up to %(letters)s letters.") % {"letters": letters},
        "null_characters_not_allowed": _("A character in this text cannot be stored. Type it again."),
    }


def picked(sentence: str) -> dict[str, str]:
    """Return a question with the answers yes, no and not asked."""
    return {"required": sentence, "invalid_choice": sentence}
