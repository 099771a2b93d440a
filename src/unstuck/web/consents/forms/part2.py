"""The forms about protected records and disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, dated_field, line_field, text_field
from unstuck.web.consents.disclosure_policies import consents_to_tell
from unstuck.web.consents.models import DisclosureGround

MARKED = "marked"


class Part2MarkForm(forms.Form):
    """Whether a client's records are protected, and why."""

    def __init__(self, typed: Any = None, *, marked: bool) -> None:
        super().__init__(typed)
        offered = [(MARKED, _("Yes: 42 CFR Part 2 protects them")), ("not", _("No"))]
        self.fields["answer"] = choice_field(
            _("Do these records come from a substance use disorder programme?"), offered, _("Choose one."),
            initial=MARKED if marked else "not",
        )  # fmt: skip
        self.fields["words"] = text_field(_("Why?"), _("Say why, in a sentence."), rows=2)


class Part2RuleForm(forms.Form):
    """Whether the agency is such a programme."""

    def __init__(self, typed: Any = None, *, applies: bool) -> None:
        super().__init__(typed)
        offered = [(MARKED, _("Yes, all its records are protected, unless a client is marked otherwise"))]
        offered.append(("not", _("No, only those of clients who are marked")))
        self.fields["answer"] = choice_field(
            _("Is your agency a substance use disorder programme?"), offered, _("Choose one."),
            initial=MARKED if applies else "not",
        )  # fmt: skip


class DisclosureForm(forms.Form):
    """What was told to somebody outside."""

    def __init__(self, typed: Any = None, *, consents: Sequence[tuple[str, str]], today: date) -> None:
        super().__init__(typed)
        self.fields["recipient"] = line_field(_("Who was told?"), _("Say who was told."), longest=200)
        self.fields["what"] = text_field(_("What?"), _("Say what was told."), rows=2)
        self.fields["purpose"] = text_field(_("What for?"), _("Say what for."), rows=2)
        self.fields["on"] = dated_field(_("On which day?"), today)
        problem = _("Choose on which ground it was told.")
        self.fields["ground"] = choice_field(_("On which ground?"), DisclosureGround.choices, problem)
        self.fields["consent"] = forms.ChoiceField(
            label=_("Which consent?"), choices=[("", _("None: it rests on something else")), *consents], required=False,
            error_messages={"invalid_choice": _("Choose from the list.")},
        )  # fmt: skip
        self.fields["words"] = text_field(_("What else matters, such as the court and the order"), rows=2)


def offered_consents(client: int) -> list[tuple[str, str]]:
    """Return the consents on which a disclosure can rest, by their keys."""
    return [(one.key, f"{one.held.kind}: {one.held.recipient}") for one in consents_to_tell(client)]
