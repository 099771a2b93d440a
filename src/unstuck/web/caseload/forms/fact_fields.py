"""Fields of the forms of facts. Every question can stay at "not asked"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.questions import FactQuestion
from unstuck.web.components.fields import choices_field, text_field

LARGEST_COUNT = 10_000
NOTHING = "nothing"
"""The answer to tick where there is nothing to tick."""


def field_of(question: FactQuestion) -> forms.Field:
    """Return the field that asks one question."""
    if question.kind == "yes_no":
        return yes_no(question.asks, question.hint)
    if question.kind == "scale":
        return _number(question, forms.FloatField, 10, _("%(question)s: enter a number from 0 to 10."))
    if question.kind == "count":
        return _number(question, forms.IntegerField, LARGEST_COUNT, _("%(question)s: enter a whole number, 0 or more."))
    if question.kind == "choice":
        return _choice(question.asks, question.hint, question.choices, _("%(question)s: pick one of the answers."))
    if question.kind == "several":
        choices = [*question.choices, (NOTHING, _("Asked: nothing gets in the way"))]
        return choices_field(question.asks, choices, hint=question.hint, gone=_("Pick from the list."))
    return text_field(question.asks, hint=question.hint)


def _number(question: FactQuestion, field: type[Any], largest: int, problem: str) -> forms.Field:
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
        coerce=lambda answer: answer == "yes",
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


def short(question: FactQuestion) -> forms.Field:
    """Return a question as a list to pick from: quick by keyboard, small on a phone."""
    numbers = [(str(value), str(value)) for value in range(11)]
    scale = question.kind == "scale"
    return forms.TypedChoiceField(
        required=False,
        label=question.asks,
        choices=[("", "–"), *(numbers if scale else [("yes", _("Yes")), ("no", _("No"))])],
        coerce=float if scale else (lambda answer: answer == "yes"),
        empty_value=None,
        widget=forms.Select,
        error_messages={"invalid_choice": _("%(question)s: pick one of the answers.") % {"question": question.label}},
    )
