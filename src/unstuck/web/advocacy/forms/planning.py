"""Forms for planning a task, writing it, and the client's consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.advocacy.kinds import kind_words, way_words
from unstuck.web.advocacy.letter import GAP, letter_parts
from unstuck.web.advocacy.models import AdvocacyDoer, AdvocacyKind, InterpreterChoice
from unstuck.web.advocacy.policies import TaskDetails, check_letter, task_faults
from unstuck.web.components.days_ahead import TASK_DAYS, day_ahead_field
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import choice_field, dated_field, day_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.models import ConsentMethod

DONE_WITHIN = timedelta(days=7)
"""By when it is done, unless the worker chooses another day."""

OFFICES = "offices"
"""The list of services that the browser offers while somebody types."""


class TaskPlanForm(VersionedForm):
    """What is asked for, of whom, by whom and by when. `unsafe`: violence at home is recorded."""

    def __init__(self, typed: Any = None, *, kind: AdvocacyKind, today: date, unsafe: bool, **options: Any) -> None:
        super().__init__(typed, **options)
        self.kind, self.today = kind, today
        words = kind_words()[kind]
        hint = _("Begin to type: the services of your directory are offered.")
        self.fields["office"] = line_field(words.office, _("Say who it is to."), hint, longest=200)
        self.fields["office"].widget.attrs["list"] = OFFICES
        self.fields["ask"] = text_field(words.ask, _("Say what is asked for."), rows=2)
        self.fields |= _own_fields(kind, today)
        self.fields["way"] = choice_field(_("How do you ask?"), way_words().items(), _("Say how you ask."))
        doers = [(doer.value, doer.words) for doer in AdvocacyDoer]
        self.fields["doer"] = choice_field(_("Who does it?"), doers, _("Say who does it."))
        self.fields["doer_name"] = line_field(_("If somebody else: who?"))
        self.fields["do_by"] = day_ahead_field(
            _("By which day will it be done?"),
            _("Say by which day it will be done."),
            offered=TASK_DAYS,
            initial=today + DONE_WITHIN,
        )
        if unsafe:
            hint = _("Violence at home is recorded: no letters, texts or links to a device that may be shared. ")
            hint += _("Write down the way that the client says is safe, or “through me only”. It goes in the letter.")
            missing = _("Ask the client for a safe way to reach them, and write it down.")
            self.fields["safe_way"] = text_field(_("How can the client be reached safely?"), missing, hint, rows=2)

    def clean(self) -> dict[str, Any]:
        """Say beside its field what a task lacks."""
        fields: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for name, denied in task_faults(task_details(self.kind, fields), self.today):
                self.add_error(name, forms.ValidationError(denied.reason, code=denied.code))
        return fields


def _own_fields(kind: AdvocacyKind, today: date) -> dict[str, forms.Field]:
    """Return what only this kind asks."""
    if kind == AdvocacyKind.APPEAL:
        hint = _("The decision says it, often as so many days from its date. If you are not sure, ask today.")
        return {"deadline": day_field(_("What is the last day for it?"), hint=hint)}
    if kind == AdvocacyKind.MEETING:
        hint = _("One on each line, with what they do for the client. The client is always invited.")
        return {
            "meets_on": day_field(_("On which day is it?"), _("Enter the day.")),
            "takes_part": text_field(_("Who takes part?"), _("Say who takes part, one a line."), hint),
        }
    if kind == AdvocacyKind.INTERPRETER:
        missing = _("Say which language, and which dialect where it matters.")
        people = [(one.value, one.words) for one in InterpreterChoice]
        return {
            "language": line_field(_("Which language, and which dialect?"), missing),
            "interpreter": choice_field(
                _("Who interprets?"), people, _("Say who interprets."), _("It is never somebody of the family.")
            ),
            "meets_on": day_field(_("For which day?"), _("Enter the day.")),
        }
    hint = _("Where there is one. It is shown on every list from two weeks before.")
    return {"deadline": day_field(_("What is the last day for it?"), hint=hint)}


def task_details(kind: AdvocacyKind, fields: Mapping[str, Any]) -> TaskDetails:
    """Return what was typed, as the action takes it."""
    names = (
        "ask", "way", "doer", "doer_name", "do_by", "deadline", "meets_on", "takes_part", "language", "interpreter",
        "safe_way",
    )  # fmt: skip
    known = {name: fields[name] for name in names if name in fields}
    return TaskDetails(kind=kind, office=" ".join(fields["office"].split()), **known)


class LetterForm(VersionedForm):
    """What they will read or be told, part by part."""

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["contact"] = text_field(
            _("Their address, e-mail or phone number"), hint=_("As it should appear on the letter."), rows=2
        )
        for code, heading in letter_parts().items():
            self.fields[f"part_{code}"] = text_field(heading, hint=_hints().get(code, ""), rows=_rows(code))

    def clean(self) -> dict[str, Any]:
        """Say which part still has a gap; `parts` holds what was written."""
        fields: dict[str, Any] = super().clean() or {}
        parts = {code: fields.get(f"part_{code}", "").strip() for code in letter_parts()}
        for code in [code for code, text in parts.items() if GAP in text]:
            self.add_error(f"part_{code}", _("Fill in or take out each %(gap)s.") % {"gap": GAP})
        if not self.errors:
            try:
                check_letter(parts)
            except Denied as denied:
                self.add_error("part_ask", forms.ValidationError(denied.reason, code=denied.code))
        return fields | {"parts": parts}


def _rows(code: str) -> int:
    return {"about": 2, "enclosed": 2, "reply": 2}.get(code, 4)


def _hints() -> Mapping[str, str]:
    return {
        "about": _("Who it is about, with the reference or date of birth that they need to find them. No more."),
        "reasons": _("Facts, dates, and what it means from day to day. Leave out what they do not need."),
        "enclosed": _("Papers that go with it, if any."),
    }


class AgreeForm(VersionedForm):
    """What the client wishes for, and that they agree to these words."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["wish"] = text_field(
            _("What does the client wish for, in their own words?"),
            _("Write down what the client wishes for, in their own words."),
            rows=2,
        )
        self.fields["part2"] = forms.BooleanField(
            required=False,
            label=_("Some of it comes from substance use treatment records (42 CFR Part 2)"),
            help_text=_("The notice against passing it on then goes with the letter, and the client must sign."),
        )
        methods = [(method.value, method.words) for method in ConsentMethod]
        self.fields["how"] = choice_field(_("How did the client agree?"), methods, _("Say how the client agreed."))
        self.fields["on"] = dated_field(_("When did the client agree?"), today)


def offered_offices(names: Sequence[str]) -> Mapping[str, Any]:
    """Return the list that the page of the planning form offers."""
    return {"offices": names, "offices_id": OFFICES}
