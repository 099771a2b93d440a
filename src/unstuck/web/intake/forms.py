"""The forms of taking a client in, and of what an agency asks of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.forms.clients import ClientForm
from unstuck.web.components.fields import check_field, choice_field, day_field, line_field, offer, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.intake.answer_fields import field_for, field_name
from unstuck.web.intake.models import LONGEST_QUESTION, AnswerKind, IntakeQuestion
from unstuck.web.intake.policies import check_choices
from unstuck.web.programmes.forms import programme_field
from unstuck.web.programmes.models import Programme


class NewClientForm(ClientForm):
    """Who it is, since when, and what the agency asks besides. `today`: the last day that is taken."""

    started_on = day_field(_("First contact"), _("Enter the date of the first contact."))

    def __init__(
        self,
        typed: Any = None,
        *,
        today: date,
        programmes: Sequence[Programme] = (),
        questions: Sequence[IntakeQuestion] = (),
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        self.today = today
        if programmes:
            self.fields["programme"] = programme_field(programmes)
        for one in questions:
            self.fields[field_name(one)] = field_for(one, required=one.required)

    def clean_started_on(self) -> date:
        """Return the day. A day that has not come is refused."""
        started: date = self.cleaned_data["started_on"]
        if started > self.today:
            raise forms.ValidationError(_("The date must not be after today."))
        return started


class AnswersForm(VersionedForm):
    """An agency's questions about one client. What must be answered can stay open here, but not be emptied."""

    def __init__(
        self, typed: Any = None, *, questions: Sequence[IntakeQuestion], held: Mapping[int, str], **options: Any
    ) -> None:
        super().__init__(typed, **options)
        for one in questions:
            known = held.get(one.pk, "")
            self.fields[field_name(one)] = field_for(one, required=one.required and bool(known), held=known)
            self.initial.setdefault(field_name(one), known)


class IntakeQuestionForm(forms.Form):
    """What an agency asks: a new question."""

    words = line_field(
        _("The question"), _("Type the question."), _("As the worker is to ask it."), longest=LONGEST_QUESTION
    )
    kind = choice_field(_("How is it answered?"), [], _("Say how it is answered."))
    choices = text_field(
        _("The answers to choose from"), hint=_("For “One of a list” alone. Each on a line of its own."), rows=4
    )
    required = choice_field(
        _("Must it be answered when a client is added?"),
        [("no", _("No, it can wait")), ("yes", _("Yes"))],
        _("Say whether it must be answered."),
        initial="no",
    )

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        if "kind" in self.fields:
            offer(self.fields["kind"], [(one.value, one.words) for one in AnswerKind])

    def clean_words(self) -> str:
        """Return it without outer and repeated spaces."""
        return " ".join(str(self.cleaned_data["words"]).split())

    def clean_choices(self) -> list[str]:
        """Return the answers, one a line; where one of a list is asked for there are some."""
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["choices"]).splitlines()]
        found = [line for line in lines if line]
        kind = self.kind_asked()
        if kind:
            check_field(check_choices, kind, found)
        return found

    def kind_asked(self) -> str:
        """Return how the question is answered, "" where that was not said."""
        return str(self.cleaned_data.get("kind", ""))


class ChangedIntakeQuestionForm(IntakeQuestionForm):
    """A question that is asked, or was: how it is answered stays as it is. `many`: how many stand in the list."""

    place = forms.ChoiceField(label=_("Place in the list"), error_messages={"invalid_choice": _("Choose a place.")})
    asked = choice_field(
        _("Is it asked?"),
        [("yes", _("Yes")), ("no", _("No, not any more. What was answered stays"))],
        _("Say whether it is asked."),
    )

    def __init__(self, typed: Any = None, *, question: IntakeQuestion, many: int, **options: Any) -> None:
        super().__init__(typed, **options)
        self.question = question
        del self.fields["kind"]
        if question.kind != AnswerKind.ONE_OF:
            del self.fields["choices"]
        offer(self.fields["place"], [(str(number), str(number)) for number in range(1, many + 1)])

    def kind_asked(self) -> str:
        """Return how the question is answered."""
        return self.question.kind
