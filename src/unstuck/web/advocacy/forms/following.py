"""Forms for sending a task, its answer, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.advocacy.actions.tasks import Agreement
from unstuck.web.advocacy.kinds import APPEALABLE, HAS_A_DAY, NEEDS_NO_WORDS, OUTCOMES
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyTask
from unstuck.web.components.days_ahead import DayAheadField, day_ahead_field
from unstuck.web.components.fields import choice_field, dated_field, day_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.models import ContactMethod, HelpReceived

ASK_AGAIN = timedelta(days=14)
"""When the worker asks what came of it, unless they choose another day."""

AGREEMENTS = 4
"""So many agreements of a meeting are asked about at once."""


def _seen_again(label: str, initial: date) -> DayAheadField:
    return day_ahead_field(label, _("Say when to look at it again."), initial=initial)


class SendForm(VersionedForm):
    """That it was sent or done; for a call, who was spoken to."""

    def __init__(self, typed: Any = None, *, task: AdvocacyTask, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        if task.way == ContactMethod.PHONE:
            self.fields["spoke_to"] = line_field(_("Who did you speak to there?"), _("Say who you spoke to."))
        self.fields["on"] = dated_field(_("On which day?"), today)
        day = task.meets_on if task.kind in HAS_A_DAY and task.meets_on else today + ASK_AGAIN
        self.fields["look_on"] = _seen_again(_("When will you ask what came of it?"), max(day, today))


class FollowForm(VersionedForm):
    """What happened: somebody was asked again, or it is withdrawn."""

    def __init__(self, typed: Any = None, *, moves: Sequence[tuple[str, str]], today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["action"] = choice_field(_("What happened?"), moves, _("Say what happened."))
        self.fields["words"] = text_field(
            _("What was said, or why it is withdrawn"), _("Say in a sentence what was said, or why."), rows=2
        )
        self.fields["spoke_to"] = line_field(_("Who did you speak to there? (if anyone)"))
        self.fields["on"] = dated_field(_("On which day?"), today)
        self.fields["look_on"] = _seen_again(_("When will you ask again?"), today + ASK_AGAIN)
        self.fields["look_on"].help_text = _("If it goes on, it comes up again on this day.")


class OutcomeForm(VersionedForm):
    """What the answer was, in words; of a meeting, who does what."""

    def __init__(self, typed: Any = None, *, kind: AdvocacyKind, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        offered = [(one.value, one.words) for one in OUTCOMES[kind]]
        self.fields["outcome"] = choice_field(_("What was the answer?"), offered, _("Choose what the answer was."))
        self.fields["words"] = text_field(_words_label(kind), rows=3)
        if set(APPEALABLE) & set(OUTCOMES[kind]):
            hint = _(
                "If it was refused, or granted only in part. The decision says it; it is then shown on every list."
            )
            self.fields["appeal_until"] = day_field(_("Until when can an appeal be made?"), hint=hint)
        if kind == AdvocacyKind.MEETING:
            self.fields |= _agreement_fields()
        self.fields["on"] = dated_field(_("On which day?"), today)
        self.fields["look_on"] = _seen_again(_("When will you see what came of it?"), today + ASK_AGAIN)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an answer; `agreements` holds who does what."""
        fields: dict[str, Any] = super().clean() or {}
        needed = fields.get("outcome") not in NEEDS_NO_WORDS
        if needed and not fields.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Say in a sentence what the answer was."))
        return fields | {"agreements": list(self._agreements(fields))}

    def _agreements(self, fields: dict[str, Any]) -> Iterator[Agreement]:
        for number in range(1, AGREEMENTS + 1) if self.kind == AdvocacyKind.MEETING else ():
            who, what = (fields.get(f"{name}_{number}", "").strip() for name in ("who", "what"))
            if bool(who) != bool(what):
                self.add_error(f"{'what' if who else 'who'}_{number}", _("Say who does what."))
            if who and what:
                yield Agreement(who, what, fields.get(f"by_{number}"))


def _words_label(kind: AdvocacyKind) -> str:
    if kind == AdvocacyKind.BENEFIT_CHECK:
        return _("What are they entitled to, from whom, and until when can it be claimed?")
    if kind == AdvocacyKind.MEETING:
        return _("Who came, and what was it about?")
    return _("In a sentence: what was the answer, and why?")


def _agreement_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, AGREEMENTS + 1):
        fields[f"who_{number}"] = line_field(_("Who takes something on? (%(n)s)") % {"n": number})
        fields[f"what_{number}"] = line_field(_("What do they do? (%(n)s)") % {"n": number}, longest=500)
        fields[f"by_{number}"] = day_field(_("By when? (%(n)s)") % {"n": number})
    return fields


class FinishForm(VersionedForm):
    """What came of it for the client."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        answers = [(got.value, got.words) for got in HelpReceived if got != HelpReceived.NOT_YET]
        self.fields["came"] = choice_field(_("Did the client get it?"), answers, _("Say whether the client got it."))
        self.fields["words"] = text_field(
            _("What came of it"), hint=_("If not, or in part: why, and what the client wants to do now."), rows=2
        )
        self.fields["on"] = dated_field(_("Since when is this so?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask why, where it did not come, or only in part."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("came") in (HelpReceived.NO, HelpReceived.SOME) and not fields.get("words", "").strip():
            self.add_error("words", _("Say why, in a sentence."))
        return fields
