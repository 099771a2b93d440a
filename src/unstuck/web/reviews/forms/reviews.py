"""Forms of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import choice_field, offer, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.reviews.models import Decision, Outcome
from unstuck.web.reviews.policies import check_day

AGAIN_IN = timedelta(weeks=2)
"""The day to look again that is offered."""


def say(form: forms.Form, name: str, label: str, missing: str = "", hint: str = "") -> None:
    """Give a field its label, its hint and the sentence for nothing entered."""
    field = form.fields[name]
    field.label, field.help_text, field.required = label, hint, bool(missing)
    field.error_messages |= {"required": missing}


class AgainOnForm(VersionedForm):
    """A form with a day to look again."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today

    def clean_again_on(self) -> date:
        """Return the day. One that is not ahead, or too far ahead, is refused."""
        again_on: date = self.cleaned_data["again_on"]
        try:
            check_day(again_on, self.today)
        except Denied as denied:
            raise forms.ValidationError(denied.reason) from None
        return again_on


class DecideForm(AgainOnForm):
    """One question, one decision, a date to look again."""

    question = text_field(rows=2, longest=500)
    decision = forms.ChoiceField(widget=forms.RadioSelect)
    words = text_field(rows=2)
    again_on = day_ahead_field(_("Look again on"), _("Say when to look again."))

    def __init__(self, typed: Any = None, *, today: date, only: Iterable[Decision] = (), **options: Any) -> None:
        super().__init__(typed, today=today, **options)
        say(
            self,
            "question",
            _("The one question"),
            _("Write down the one question."),
            _("As you would ask a colleague."),
        )
        say(self, "decision", _("The decision"), _("Choose what was decided."))
        say(self, "words", _("How, in a sentence"))
        offer(self.fields["decision"], [(one.value, one.words) for one in tuple(only) or Decision])


class TalkForm(VersionedForm):
    """That it was talked about with the client."""

    words = text_field(rows=3)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        say(self, "words", _("What the client says about it"), hint=_("In their own words, as far as you can."))


class GuessesForm(VersionedForm):
    """What the worker makes of each guess and prompt: keep it, strike it, or leave it open."""

    def __init__(self, typed: Any = None, *, asked: Mapping[str, tuple[str, str]], **options: Any) -> None:
        """Ask about each guess and prompt: by its code, what it says and what stands below it."""
        super().__init__(typed, **options)
        answers = [("keep", _("Keep it")), ("strike", _("Strike it")), ("", _("Leave it open"))]
        for code, (says, below) in asked.items():
            self.fields[code] = choice_field(says, answers, _("Choose one of the three."), below, required=False)


class ReviewNoteForm(VersionedForm):
    """The note for the record."""

    note = text_field(rows=16, longest=10_000)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        hint = _("Drafted from what was recorded. Change what you like; it is saved with the review.")
        say(self, "note", _("The note"), _("The note is empty."), hint)


class FollowUpForm(AgainOnForm):
    """What happened since, and the next day to look."""

    words = text_field(rows=3)
    again_on = day_ahead_field(_("Look again on"), _("Say when to look again."))

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, today=today, **options)
        say(self, "words", _("What has happened since?"), _("Say what happened, in a sentence."))


class SetAsideForm(VersionedForm):
    """Why a step is set aside."""

    words = text_field(rows=2, longest=500)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        say(self, "words", _("Why set it aside?"), _("Say why, in a sentence."))


class BringBackForm(VersionedForm):
    """A step comes back."""


class OpenReviewForm(VersionedForm):
    """A review opens."""


class CloseReviewForm(VersionedForm):
    """What came of a review."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    words = text_field(rows=3)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        say(self, "outcome", _("What came of it?"), _("Choose what came of it."))
        say(self, "words", _("In a sentence"))
        offered = [one for one in Outcome if one != Outcome.ENDED]
        offer(self.fields["outcome"], [(one.value, one.words) for one in offered])

    def clean(self) -> dict[str, Any]:
        """Return the fields; another outcome needs words."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("outcome") == Outcome.OTHER and not fields.get("words", "").strip():
            self.add_error("words", _("Say in a sentence what came of it."))
        return fields
