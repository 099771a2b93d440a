"""The forms by which a worker asks, enters answers, and changes the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.instruments import Instrument, Item, load
from unstuck.language import LANGUAGES
from unstuck.language import gettext as _
from unstuck.web.caseload.forms.clients import ScoreForm
from unstuck.web.checkins.actions.totals import asks_for_risk_item, check_risk_answer
from unstuck.web.checkins.models import AnswerWay
from unstuck.web.checkins.planning import MOST, Plan
from unstuck.web.components.fields import check_field, choice_field, choices_field, day_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.components.open_routes import is_open

NOT_KNOWN = "not_known"
ANSWER = "answer-"
LONG = 7
"""More answers than this are a list to pick from."""
EVERY = (("0", _("Every time")), ("7", _("Every week")), ("28", _("Every four weeks")), ("84", _("Every twelve weeks")))
NEVER = ("", _("Not asked"))


class AskForm(VersionedForm):
    """What is asked now, and how the client answers."""

    def __init__(
        self,
        typed: Any = None,
        *,
        offered: Sequence[Instrument],
        chosen: Sequence[str],
        language: str,
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        ways = [(one.value, one.words) for one in (AnswerWay.LINK, AnswerWay.TABLET)]
        ways = ways if is_open("checkins:tablet_neutral") else ways[:1]
        self.fields["way"] = choice_field(
            _("How do they answer?"), ways, _("Choose how the client answers."), initial="link"
        )
        questionnaires = [(one.id, one.name) for one in offered]
        asked = choices_field(_("What is asked?"), questionnaires, _("Choose at least one questionnaire."))
        asked.initial = list(chosen)
        asked.help_text = _("What is due is ticked. What was just answered is not asked again.")
        self.fields["instruments"] = asked
        self.fields["language"] = choice_field(
            _("In which language do they read?"),
            LANGUAGES.items(),
            _("Choose the language."),
            _("They can change it on the page. Questions without a checked translation stay in English, and say so."),
            initial=language,
            required=False,
        )


class CheckinPlanForm(VersionedForm):
    """Which questionnaires, and how often; and how many questions at one time, at most."""

    most = forms.IntegerField(min_value=1, max_value=100)

    def __init__(self, typed: Any = None, *, offered: Sequence[Instrument], plan: Plan, **options: Any) -> None:
        super().__init__(typed, **options)
        known = dict(plan.entries)
        self.names = [one.id for one in offered]
        for place, one in enumerate(offered):
            field = forms.ChoiceField(choices=[NEVER, *EVERY], required=False, label=one.name)
            field.initial = str(known[one.id]) if one.id in known else ""
            self.fields[f"every_{place}"] = field
        most = self.fields.pop("most")
        most.label, most.initial = _("Questions at one time, at most"), plan.most or MOST
        self.fields["most"] = most

    def clean(self) -> dict[str, Any]:
        """Return the fields, with the entries of the plan: what is asked every time stands first."""
        fields: dict[str, Any] = super().clean() or {}
        chosen = [(name, fields.get(f"every_{place}", "")) for place, name in enumerate(self.names)]
        entries = [(name, int(days)) for name, days in chosen if days]
        if not entries:
            raise forms.ValidationError(_("Choose at least one questionnaire."))
        order = {"outcome": 0, "goals": 1}
        fields["entries"] = sorted(entries, key=lambda entry: (order.get(load(entry[0]).about, 2), entry[1]))
        return fields


class EnterForm(VersionedForm):
    """Answers that the worker took down, or that came on paper: every question may be left open."""

    def __init__(self, typed: Any = None, *, asked: Sequence[Instrument], today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.asked = asked
        ways = [(one.value, one.words) for one in (AnswerWay.WORKER, AnswerWay.PAPER)]
        self.fields["way"] = choice_field(
            _("How did they answer?"), ways, _("Choose how they answered."), initial="worker"
        )
        self.fields["on"] = day_field(_("Date they answered"), _("Enter the date."), initial=today)
        for one in asked:
            for item in one.items:
                self.fields[_name(item)] = _answer_field(one, item)
        self.fields["words"] = text_field(
            _("In their own words"), hint=_("What the client said or wrote besides, as they put it.")
        )

    @property
    def parts(self) -> Iterator[tuple[Instrument, list[forms.BoundField]]]:
        """Each questionnaire with its questions."""
        for one in self.asked:
            yield one, [self[_name(item)] for item in one.items]

    def values(self, fields: Mapping[str, Any]) -> dict[str, int | None]:
        """Return the answers by item; None where a question was left open."""
        items = {item.code: item for one in self.asked for item in one.items}
        return {code: _value(item, fields) for code, item in items.items()}


def _value(item: Item, fields: Mapping[str, Any]) -> int | None:
    """Return an answer. A box beside a question that was left open says nothing, unless it is ticked."""
    given = fields[_name(item)]
    if item.beside:
        return 1 if given else 0 if fields[f"{ANSWER}{item.beside}"] else None
    return int(given) if given else None


def _name(item: Item) -> str:
    return f"{ANSWER}{item.code}"


def _answer_field(instrument: Instrument, item: Item) -> forms.Field:
    """Return a question: answers to pick one from, a short list where they are numbers, a box beside another one."""
    if item.beside:
        asked = next(one.text for one in instrument.items if one.code == item.beside)
        label = _("%(question)s: “%(answer)s”") % {"question": asked, "answer": item.text}
        return forms.BooleanField(label=label, required=False)
    choices = [(str(option.value), option.text) for option in instrument.options_of(item)]
    nothing = [("", _("Not answered"))]
    problem = _("Choose one of the answers.")
    if len(choices) > LONG:
        return forms.ChoiceField(
            label=item.text, choices=nothing + choices, required=False, error_messages={"invalid_choice": problem}
        )
    field = choice_field(item.text, choices + nothing, problem)
    field.required, field.initial = False, ""
    return field


class TotalForm(ScoreForm):
    """A total by hand. A high one asks for the answer to the question of risk."""

    risk_answer = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, today=today, **options)
        answer = self.fields["risk_answer"]
        answer.label = _("The answer to the question about being better off dead or hurting oneself")
        answer.help_text = _("For PHQ-9 this is question 9, for CORE-10 question 6. With a high total it is needed. ")
        answer.help_text += _("Any answer above zero raises a concern, and whoever answers for it is told at once.")
        if isinstance(answer, forms.ChoiceField):
            answer.choices = [*((str(one), str(one)) for one in range(5)), (NOT_KNOWN, _("I do not have it"))]

    def clean(self) -> dict[str, Any]:
        """Return the fields, with the answer to the question of risk: a number, or None where nobody has it."""
        fields = super().clean()
        if "total" not in fields or "instrument" not in fields or self.errors:
            return fields
        typed = fields.get("risk_answer", "")
        if not typed and asks_for_risk_item(fields["instrument"], fields["total"]):
            self.add_error(
                "risk_answer", _("With a total this high, say what was answered, or that you do not have it.")
            )
        fields["risk_answer"] = int(typed) if typed.isdigit() else None
        try:
            check_field(check_risk_answer, fields["instrument"], fields["total"], fields["risk_answer"])
        except forms.ValidationError as problem:
            self.add_error("risk_answer", problem)
        return fields
