"""Forms of facts: one theme each. What is left at "not asked" is not stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.caseload import fact_choices, fact_policies, questions
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.fact_rows import is_contributed
from unstuck.web.caseload.facts_in_words import FactAnswer, answers, by_area, consultation, thoughts_now
from unstuck.web.caseload.forms.fact_fields import NOTHING, field_of, short, yes_no
from unstuck.web.caseload.models import (
    KINDS,
    ApproachStep,
    ConsultationProgress,
    ConsultationStep,
    Episode,
    Fact,
    LifeArea,
    Thought,
)
from unstuck.web.caseload.questions import ASKED_WHERE, Theme
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import choice_errors, dated_field, line_field, text_errors, text_field
from unstuck.web.components.forms import VersionedForm

LONGEST_LINE, MOST_LINES = 120, 20
NEW, OWN_NAME = "new", "own_name"


@dataclass(frozen=True)
class FactFormSubject:
    """What a form of facts is about: the episode, what is recorded already, and the day."""

    episode: Episode
    facts: Facts
    today: date


class FactForm(VersionedForm):
    """The day, the questions of a theme, and what was said in words. Once valid, `rows` is what is to be stored."""

    on = forms.DateField(error_messages={"required": "", "invalid": ""})
    words = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, theme: Theme, about: FactFormSubject, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.theme, self.about = theme, about
        self.fields["on"] = dated_field(_("Which day is this about?"), about.today)
        self.fields["words"] = text_field(theme.own_words)
        self.ask()
        self.order_fields(["on", *(name for name in self.fields if name not in ("on", "words")), "words"])

    def ask(self) -> None:
        """Add a field for each question of the theme."""
        for question in self.theme.questions:
            if question.asks and ASKED_WHERE.get(question.name, bool)(self.about.episode.pk):
                self.fields[question.name] = field_of(question)
            if question.kind == "lines":
                self.fields[f"{question.name}_none"] = forms.BooleanField(
                    required=False, label=_("Asked, and there was nothing to name")
                )

    def last(self) -> dict[str, FactAnswer]:
        """Return what was answered last, by the name of the field."""
        return {answer.question: answer for answer in answers(self.theme, getattr(self.about.facts, self.theme.slug))}

    def clean_on(self) -> date:
        """Refuse a day that has not come, or before the episode."""
        on: date = self.cleaned_data["on"]
        try:
            fact_policies.check_day(KINDS[self.theme.slug], on, self.about.episode, self.about.today)
        except Denied as denied:
            raise forms.ValidationError(denied.reason) from denied
        return on

    def clean(self) -> dict[str, Any]:
        """Read the lists, and refuse a form in which nothing was entered."""
        super().clean()
        for question in self.theme.questions:
            if question.kind == "lines" and question.name in self.cleaned_data:
                self.cleaned_data[question.name] = self._lines(question.name)
            if question.kind == "several" and question.name in self.cleaned_data:
                self.cleaned_data[question.name] = self._ticked(question.name)
        if not self.errors and not self.rows():
            raise forms.ValidationError(
                _("Nothing was entered, so there is nothing to save. Answer at least one question, or go back.")
            )
        return self.cleaned_data

    def full_clean(self) -> None:
        """Read the rows once everything else is in order."""
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data["rows"] = self.rows()

    def _lines(self, name: str) -> str | None:
        """Return what was named, one a line; empty for nothing to name, None for not asked."""
        named = [" ".join(line.split()) for line in self.cleaned_data[name].splitlines() if line.strip()]
        nothing = self.cleaned_data[f"{name}_none"]
        if named and nothing:
            self.add_error(name, _("Either name something here, or say that there was nothing to name."))
        if len(named) > MOST_LINES or any(len(line) > LONGEST_LINE for line in named):
            words = {"lines": MOST_LINES, "letters": LONGEST_LINE}
            self.add_error(name, _("Name up to %(lines)s things, each with up to %(letters)s letters.") % words)
        return "\n".join(named) if named or nothing else None

    def _ticked(self, name: str) -> str | None:
        """Return what was ticked in the form of a list: empty for nothing, None for not asked."""
        codes = self.cleaned_data[name]
        if NOTHING in codes and len(codes) > 1:
            self.add_error(name, _("Either tick what gets in the way, or that nothing does."))
        return "\n".join(code for code in codes if code != NOTHING) if codes else None

    def rows(self) -> list[Fact]:
        """Return what was entered as rows to be stored."""
        typed = {question.name: self.cleaned_data.get(question.name) for question in self.theme.questions}
        row = KINDS[self.theme.slug](on=self.cleaned_data["on"], words=self.cleaned_data.get("words", ""), **typed)
        return [row] if row.words or any(answer is not None for answer in typed.values()) else []


@dataclass(frozen=True)
class AreaFields:
    """One area in the form of life areas: its fields, and what was answered last."""

    area: str
    label: str
    fields: Sequence[forms.BoundField]
    words: forms.BoundField
    last: Sequence[FactAnswer]

    @property
    def wrong(self) -> bool:
        """True where something in this row cannot be saved."""
        return any(field.errors for field in (*self.fields, self.words))


class LifeAreasForm(FactForm):
    """All areas on one page. Only areas about which something was entered are stored."""

    def ask(self) -> None:
        """Add the questions of every area, and whether all were gone through."""
        del self.fields["words"]
        for area in area_names():
            for question in self.theme.questions:
                self.fields[f"{area}-{question.name}"] = short(question)
            self.fields[f"{area}-words"] = line_field(self.theme.own_words, longest=500)
        self.fields["all_asked"] = forms.BooleanField(
            required=False, label=_("We went through all areas; those left empty are as before")
        )

    def table(self) -> list[AreaFields]:
        """Return one row for each area: its fields, and what was answered last."""
        recorded = dict(by_area(self.about.facts.life_areas))
        return [
            AreaFields(
                area=area,
                label=label,
                fields=[self[f"{area}-{question.name}"] for question in self.theme.questions],
                words=self[f"{area}-words"],
                last=answers(self.theme, recorded.get(area, [])),
            )
            for area, label in area_names().items()
        ]

    def rows(self) -> list[Fact]:
        """Return a row for each area about which something was entered."""
        on = self.cleaned_data["on"]
        rows: list[Fact] = [row for area in area_names() if (row := self._row(area, on)) is not None]
        return [*rows, LifeArea(on=on)] if self.cleaned_data.get("all_asked") else rows

    def _row(self, area: str, on: date) -> LifeArea | None:
        typed = {one.name: self.cleaned_data.get(f"{area}-{one.name}") for one in self.theme.questions}
        words = self.cleaned_data.get(f"{area}-words", "")
        if not words and all(answer is None for answer in typed.values()):
            return None
        return LifeArea(on=on, area=area, words=words, **typed)


class ThoughtsForm(FactForm):
    """What the worker has in mind now. Only what is new, or no longer in mind, is stored."""

    def ask(self) -> None:
        """Ask for all that is in mind; what was in mind is ticked."""
        self.fields["in_mind"] = forms.MultipleChoiceField(
            required=False,
            label=_("What do you have in mind at present?"),
            help_text=_("Your thoughts, kept apart from the facts. Untick what you no longer consider."),
            choices=list(fact_choices.thoughts().items()),
            widget=forms.CheckboxSelectMultiple,
            initial=[row.code for row in thoughts_now(self.about.facts.thoughts)],
        )

    def rows(self) -> list[Fact]:
        """Return the thoughts that came or went."""
        before = {row.code for row in thoughts_now(self.about.facts.thoughts)}
        now = set(self.cleaned_data.get("in_mind", []))
        on, words = self.cleaned_data["on"], self.cleaned_data.get("words", "")
        changed = [code for code in fact_choices.thoughts() if (code in now) != (code in before)]
        return [Thought(on=on, code=code, in_mind=code in now, words=words) for code in changed]


class ConsultationForm(FactForm):
    """A step of a consultation: a new one, or the next of one that is recorded."""

    def ask(self) -> None:
        """Ask which consultation, and how far it has come."""
        self.known = {str(one.steps[0].continues or one.steps[0].pk): one for one in self.about.facts.consultations}
        going = [(key, consultation(one)) for key, one in reversed(self.known.items())]
        self.fields["which"] = forms.ChoiceField(
            label=_("Which consultation?"),
            choices=[(NEW, _("A new one")), *going],
            widget=forms.RadioSelect,
            initial=next(
                (key for key, one in reversed(self.known.items()) if one.status != ConsultationProgress.ACTED_ON), NEW
            ),
            error_messages=choice_errors(_("Say whether it is a new consultation or one from the list.")),
        )
        self.fields["step"] = forms.ChoiceField(
            label=_("What happened?"),
            choices=list(fact_choices.steps().items()),
            widget=forms.RadioSelect,
            error_messages=choice_errors(_("Say what happened: asked, answered or acted on.")),
        )
        self.fields["about_this_stall"] = yes_no(_("Is it about the present stall?"), unknown=_("Not known"))

    def clean(self) -> dict[str, Any]:
        """Refuse asking again within a consultation, and a day before it began."""
        super().clean()
        first = self._first()
        if first is not None and self.cleaned_data.get("step") == ConsultationProgress.ASKED:
            self.add_error(
                "step", _("A colleague has already been asked here. Asking somebody else is a new consultation.")
            )
        _not_before(self, first)
        return self.cleaned_data

    def _first(self) -> ConsultationStep | None:
        known = self.known.get(self.cleaned_data.get("which", ""))
        return known.steps[0] if known else None

    def rows(self) -> list[Fact]:
        """Return the step. One of a consultation led in the site names that, as there is no row to follow."""
        fields, first = self.cleaned_data, self._first()
        led = first is not None and is_contributed(first)
        return [
            ConsultationStep(
                on=fields["on"],
                step=fields["step"],
                follows=None if led else first,
                continues=first.continues if led and first else None,
                about_this_stall=fields.get("about_this_stall"),
                words=fields.get("words", ""),
            )
        ]


class ApproachForm(FactForm):
    """An approach that began, perhaps one that is over; or the end of one that is used."""

    def ask(self) -> None:
        """Ask what happened, and to which approach."""
        self.used = {str(one.began.pk): one.began for one in self.about.facts.approaches if one.ended is None}
        ended = _("This ended: %(approach)s")
        ends = [(pk, ended % {"approach": fact_choices.approach_called(row.code)}) for pk, row in self.used.items()]
        self.fields["what"] = forms.ChoiceField(
            label=_("What happened?"),
            choices=[(NEW, _("An approach began")), *ends],
            widget=forms.RadioSelect,
            initial=NEW,
            error_messages=choice_errors(_("Say whether an approach began, or which one ended.")),
        )
        self.fields["code"] = forms.ChoiceField(
            required=False,
            label=_("Which approach began?"),
            choices=[("", ""), *fact_choices.approaches().items(), (OWN_NAME, _("Another one"))],
        )
        self.fields["called"] = forms.CharField(
            required=False, max_length=60, label=_("Its name, if it is another one"), error_messages=text_errors(60)
        )
        self.fields["until"] = dated_field(_("When did it end, if it is over?"), None, required=False)
        self.fields["integrates_trauma_work"] = yes_no(_("Is work on trauma part of it?"), unknown=_("Not known"))

    def clean(self) -> dict[str, Any]:
        """Ask for the approach that began; refuse an end before the beginning."""
        super().clean()
        fields = self.cleaned_data
        if fields.get("what") == NEW and not self._code():
            name = "called" if fields.get("code") == OWN_NAME else "code"
            self.add_error(name, _("Say which approach began."))
        on, until = fields.get("on"), fields.get("until")
        if until is not None and on is not None and not on <= until <= self.about.today:
            self.add_error("until", _("Enter an end between the beginning and today."))
        _not_before(self, self.used.get(fields.get("what", "")))
        return fields

    def _code(self) -> str:
        code = self.cleaned_data.get("code", "")
        return " ".join(self.cleaned_data.get("called", "").split()) if code == OWN_NAME else code

    def rows(self) -> list[Fact]:
        """Return that an approach began, and its end where it is over; or the end of one that is used."""
        fields = self.cleaned_data
        on, words = fields["on"], fields.get("words", "")
        used = self.used.get(fields.get("what", ""))
        if used is not None:
            return [ApproachStep(on=on, ends=used, words=words)]
        trauma = fields.get("integrates_trauma_work")
        began = ApproachStep(on=on, code=self._code(), integrates_trauma_work=trauma, words=words)
        until = fields.get("until")
        return [began] if until is None else [began, ApproachStep(on=until, ends=began)]


def _not_before(form: FactForm, earlier: Fact | None) -> None:
    """Refuse a day before what a row continues."""
    on = form.cleaned_data.get("on")
    if earlier is not None and on is not None and on < earlier.on:
        form.add_error("on", _("The date must not be before the entry it continues."))


FORMS: dict[str, type[FactForm]] = {
    "life_areas": LifeAreasForm,
    "thoughts": ThoughtsForm,
    "consultation": ConsultationForm,
    "approach": ApproachForm,
}


def form_of(kind: str, about: FactFormSubject, data: Any = None, **options: Any) -> FactForm:
    """Return the form of a theme, filled with what was typed where there is any."""
    return FORMS.get(kind, FactForm)(questions.themes()[kind], about, data, **options)
