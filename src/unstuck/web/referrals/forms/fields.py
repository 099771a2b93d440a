"""Questions that several forms ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.forms.fact_fields import picked, too_long
from unstuck.web.caseload.questions import areas

LONGEST = 1000


def words(label: str, missing: str = "", hint: str = "", *, rows: int = 3, **options: Any) -> forms.Field:
    """Return a question answered in words; `missing` is said where an answer is needed and there is none."""
    return forms.CharField(
        required=bool(missing), label=label, help_text=hint, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": missing, **too_long(LONGEST)},
        **options,
    )  # fmt: skip


def line(label: str, missing: str = "", hint: str = "", longest: int = 120, **options: Any) -> forms.Field:
    """Return a question answered on one line."""
    return forms.CharField(
        required=bool(missing), label=label, help_text=hint, max_length=longest,
        error_messages={"required": missing, **too_long(longest)}, **options,
    )  # fmt: skip


def pick(label: str, choices: Sequence[tuple[Any, str]], missing: str, **options: Any) -> forms.Field:
    """Return a question with answers to pick from."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=picked(missing), **options
    )


def pick_areas(label: str, missing: str, first: Sequence[str] = ()) -> forms.Field:
    """Return a question for areas of life, those that matter first."""
    known = areas()
    ordered = [*first, *(code for code in known if code not in first)]
    return forms.MultipleChoiceField(
        label=label, choices=[(code, known[code]) for code in ordered], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": _("Pick areas from the list.")},
    )  # fmt: skip
