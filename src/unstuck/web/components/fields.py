"""The fields of every form, each made in one way: words, a line, a day, a choice. Errors say what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.components.wording import has_words

LONGEST_TEXT, LONGEST_LINE = 2000, 120
LARGEST_VERSION = 999_999_999


class DayInput(forms.DateInput):
    """The browser's own date field; the value is ISO either way."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def version_field(*, required: bool = True) -> forms.IntegerField:
    """Return the hidden field that says which version of a record a form was opened with."""
    return forms.IntegerField(
        required=required,
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_VERSION,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Part of this form is missing. Reload the page and try again."),
        ),
    )


def text_field(
    label: str = "", required: str = "", hint: str = "", *, longest: int = LONGEST_TEXT, rows: int = 3, **options: Any
) -> forms.CharField:
    """Return a question answered in a few sentences, or on one line where `rows` is 1.

    `required`: the error where nothing was typed; empty: optional.
    """
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        validators=[_saying_something(required)] if required else (),
        widget=forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput(),
        error_messages={"required": required, **text_errors(longest)},
        **options,
    )


def _saying_something(required: str) -> Callable[[str], None]:
    """Return a check that refuses a text in which nothing is said, with the sentence for an empty one."""

    def check(text: str) -> None:
        if not has_words(text):
            raise forms.ValidationError(required, code="required")

    return check


def line_field(
    label: str = "", required: str = "", hint: str = "", *, longest: int = LONGEST_LINE, **options: Any
) -> forms.CharField:
    """Return a question answered on one line: shorter than a text, otherwise the same."""
    return text_field(label, required, hint, longest=longest, rows=1, **options)


def text_errors(longest: int) -> dict[str, str]:
    """Return the errors for a text that cannot be stored."""
    return {
        "max_length": _("This is too long: up to %(letters)s letters.") % {"letters": longest},
        "null_characters_not_allowed": _("A character in this text cannot be stored. Type it again."),
    }


def day_field(
    label: str = "", required: str = "", hint: str = "", *, initial: date | None = None, invalid: str = ""
) -> forms.DateField:
    """Return a question for a day. `required` as in `text_field`; `invalid`: the error for what is no day."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(required),
        initial=initial,
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": required, "invalid": invalid or _("Enter a date such as 2026-11-22.")},
    )


def choice_field(
    label: str, choices: Iterable[tuple[Any, str]], problem: str = "", hint: str = "", **options: Any
) -> forms.ChoiceField:
    """Return a question with answers to pick one from. `problem`: the error for no answer, or one not on the list."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages=choice_errors(problem),
        **options,
    )


def choices_field(
    label: str, choices: Iterable[tuple[Any, str]], required: str = "", hint: str = "", *, gone: str = ""
) -> forms.MultipleChoiceField:
    """Return a question with answers to tick. `gone`: the error for an answer that is no longer on the list."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=bool(required),
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": required, "invalid_choice": gone or required},
    )


def choice_errors(problem: str) -> dict[str, str]:
    """Return one error for no answer and for one that is not on the list."""
    return {"required": problem, "invalid_choice": problem}


def offer(field: forms.Field, choices: Sequence[tuple[Any, str]]) -> None:
    """Give a field of a form its choices, where they are known only with the request."""
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def check_field(check: Callable[..., object], *values: Any, **named: Any) -> None:
    """Run a policy, and show its refusal next to the field. Raises ValidationError with the refusal's code."""
    try:
        check(*values, **named)
    except Denied as denied:
        raise forms.ValidationError(denied.reason, code=denied.code) from denied


def dated_field(label: str, initial: date | None, *, required: bool = True) -> forms.DateField:
    """Return a question about the day on which something was so; its errors repeat the question."""
    sentence = _("%(question)s Enter a date such as 2026-11-22.") % {"question": label}
    return day_field(label, sentence if required else "", initial=initial, invalid=sentence)
