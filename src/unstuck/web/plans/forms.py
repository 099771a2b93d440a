"""Forms of a plan. Levels, reasons and who chose are picked from a list; the rest is in people's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.progress.goal_attainment import LEVELS
from unstuck.web.caseload.fact_choices import approach_called
from unstuck.web.caseload.models import ApproachStep
from unstuck.web.components.fields import (
    choice_errors,
    choice_field,
    choices_field,
    dated_field,
    text_errors,
    text_field,
)
from unstuck.web.components.forms import VersionedForm
from unstuck.web.plans.models import AgreementKind, ApproachEndReason, ChosenBy, ClientWordsTopic, Goal

LONGEST_LEVEL = 300


class PlanForm(VersionedForm):
    """A form about a plan, for a day that is not in the future."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today
        self.ask()
        self.fields["on"] = dated_field(self.when(), today)

    def ask(self) -> None:
        """Add the questions."""

    def when(self) -> str:
        """Return the question for the day."""
        return _("On which day?")

    def clean_on(self) -> date:
        """Refuse a day in the future."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The date cannot be in the future."))
        return on


def _chosen(label: str) -> forms.Field:
    return choice_field(label, [(choice.value, choice.words) for choice in ChosenBy], _("Say who chose."))


LEVEL_NAMES = ("much_less", "less", "expected", "more", "much_more")
"""The fields of the five steps, from the lowest."""


def _steps_asked() -> dict[str, forms.Field]:
    """Return what each step looks like, what is good enough first, and where the client stands."""
    labels = {
        "expected": _("What would be good enough in a few months? (as expected)"),
        "more": _("A little better than that"),
        "much_more": _("Much better than that"),
        "less": _("A little less than that"),
        "much_less": _("Much less than that"),
    }
    asked: dict[str, forms.Field] = {}
    for name, label in labels.items():
        missing = _("%(level)s: describe what it would look like.") % {"level": label}
        asked[name] = text_field(label, missing, rows=2, longest=LONGEST_LEVEL)
    stands = _("Where does the client stand now?")
    asked["level"] = choice_field(stands, level_names(), _("Say where the client stands now."))
    return asked


class GoalStepsForm(PlanForm):
    """The five steps of a goal that was written without them, and where the client stands."""

    def ask(self) -> None:
        """Ask what each step looks like."""
        self.fields |= _steps_asked()


class GoalForm(PlanForm):
    """A goal: one field. Its steps and the rest can be said at once, or later."""

    def ask(self) -> None:
        """Ask for the goal, then for what each level would look like."""
        ask = self.fields
        ask["words"] = text_field(_("What does the client want, in their own words?"), _("Write down the goal."))
        ask |= _steps_asked()
        for name in (*LEVEL_NAMES, "level"):
            ask[name].required = False
        weights = [("1", _("as much as the others")), ("2", _("more than the others")), ("3", _("most of all"))]
        ask["weight"] = choice_field(
            _("How much does this goal matter?"), weights, _("Say how much it matters."), initial="1", required=False
        )
        ask["area"] = forms.ChoiceField(
            required=False, label=_("Life area"), choices=[("", _("None in particular")), *area_names().items()]
        )
        ask["chosen_by"] = _chosen(_("Who chose this goal?"))
        ask["chosen_by"].initial = ChosenBy.CLIENT.value

    def rest(self) -> list[forms.BoundField]:
        """Return all fields but the first, which fold."""
        return [field for field in self.visible_fields() if field.name != "words"]

    @property
    def rest_is_open(self) -> bool:
        """True where something in the fold was typed or is wrong."""
        return self.is_bound and (set(self.errors) != {"words"} or self._described())

    def _described(self) -> bool:
        return any(str(self.data.get(name) or "").strip() for name in (*LEVEL_NAMES, "level"))

    def clean(self) -> dict[str, Any]:
        """Ask for all steps where one is described; `levels` is None where none is."""
        fields: dict[str, Any] = super().clean() or {}
        if self._described():
            for name in (*LEVEL_NAMES, "level"):
                if not fields.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
            return fields | {"levels": tuple(fields.get(name, "") for name in LEVEL_NAMES)}
        return fields | {"levels": None}


def level_names() -> list[tuple[str, str]]:
    """Return the five levels to choose from."""
    names = (_("much less than expected"), _("less"), _("as expected"), _("more"), _("much more than expected"))
    return [(str(level), name) for level, name in zip(LEVELS, names, strict=True)]


class GoalRatingForm(PlanForm):
    """How far a goal has come."""

    def __init__(self, typed: Any = None, *, goal: Goal, **options: Any) -> None:
        self.goal = goal
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask for the level, in the words of the goal."""
        levels = [(str(level), text) for level, text in reversed(self.goal.levels)]
        self.fields["level"] = choice_field(_("How far has it come?"), levels, _("Say how far it has come."))
        raters = [("client", _("The client")), ("together", _("Both together")), ("worker", _("The worker"))]
        self.fields["rated_by"] = choice_field(_("Who says so?"), raters, _("Say who says so."))
        self.fields["words"] = text_field(_("In the client's own words"))


class GoalRewordForm(PlanForm):
    """A goal in other words."""

    def __init__(self, typed: Any = None, *, goal: Goal, **options: Any) -> None:
        self.goal = goal
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask for the goal as the client now puts it, starting from its present words."""
        words = text_field(_("What does the client want, in their own words?"), _("Write down the goal."))
        words.initial = self.goal.words
        self.fields["words"] = words

    def when(self) -> str:
        """Return the question for the day."""
        return _("When did the client say this?")


class GoalMoveForm(PlanForm):
    """What happens to a goal."""

    def __init__(self, typed: Any = None, *, actions: Sequence[tuple[str, str]], **options: Any) -> None:
        self.actions = actions
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask what happens to it, and why."""
        self.fields["action"] = choice_field(
            _("What happens to this goal?"), self.actions, _("Say what happens to this goal.")
        )
        self.fields["words"] = text_field(_("Why, in a sentence"))


class ClientWordsForm(PlanForm):
    """The client's words."""

    def ask(self) -> None:
        """Ask what it is about, and for the words."""
        topics = [(topic.value, topic.words) for topic in ClientWordsTopic]
        self.fields["kind"] = choice_field(_("What is it about?"), topics, _("Say what it is about."))
        self.fields["words"] = text_field(_("In the client's own words"), _("Write down what the client said."))

    def when(self) -> str:
        """Return the question for the day."""
        return _("When did the client say this?")


class NoLongerForm(PlanForm):
    """Something is no longer the case."""

    def ask(self) -> None:
        """Ask what changed."""
        self.fields["words"] = text_field(_("What has changed? (optional)"))


class PlanPartForm(PlanForm):
    """One thing that is agreed."""

    def __init__(self, typed: Any = None, *, goals: Sequence[tuple[str, str]], **options: Any) -> None:
        self.goals = goals
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask what was agreed and who chose it."""
        self.fields["words"] = text_field(_("What was agreed?"), _("Write down what was agreed."), rows=2)
        kinds = [(kind.value, kind.words) for kind in AgreementKind]
        hint = _("Check-ins ask how these are going.")
        self.fields["agreed"] = choice_field(
            _("What kind of thing is it?"), kinds, _("Say what kind of thing it is."), hint=hint
        )
        self.fields["chosen_by"] = _chosen(_("Who chose it?"))
        if self.goals:
            self.fields["goal"] = forms.ChoiceField(
                required=False,
                label=_("Which goal is it for?"),
                choices=[("", _("None in particular")), *self.goals],
                error_messages=choice_errors(_("This goal is no longer being worked on. Choose again.")),
            )


class ChooseApproachForm(PlanForm):
    """An approach to begin, chosen with the client."""

    def __init__(
        self, typed: Any = None, *, present: Sequence[ApproachStep], named: bool, ask_alone: bool, **options: Any
    ) -> None:
        self.present, self.named, self.ask_alone = present, named, ask_alone
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask who chose, what it replaces, and why."""
        if not self.named:
            self.fields["called"] = forms.CharField(
                max_length=60,
                label=_("What is it called?"),
                error_messages={"required": _("Give it a name."), **text_errors(60)},
            )
        if self.ask_alone:
            self.fields["seen_alone"] = choices_field(
                _("Before you begin"),
                [("yes", _("Each of them was seen alone, and asked about violence and control"))],
                _("See each of them alone first, and ask about violence and control. Then tick this."),
            )
        self.fields["chosen_by"] = _chosen(_("Who chose it?"))
        if self.present:
            self.fields["ends"] = forms.MultipleChoiceField(
                required=False,
                label=_("Which way of working does it replace?"),
                choices=[(str(step.pk), approach_called(step.code)) for step in self.present],
                widget=forms.CheckboxSelectMultiple,
                initial=[str(step.pk) for step in self.present],
                help_text=_("Leave ticked what ends; untick what continues alongside it."),
                error_messages=choice_errors(
                    _("This has been ended or removed in the meantime. Look at what is in use now.")
                ),
            )
            self.fields["because"] = choice_field(
                _("Why does it end?"), end_reasons(), _("Say why the earlier way of working ends."), required=False
            )
        self.fields["words"] = text_field(_("What was said about it, in a sentence or two"))

    def when(self) -> str:
        """Return the question for the day."""
        return _("From which day?")

    def clean(self) -> dict[str, Any]:
        """Ask why something ends, where something does."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("ends") and not fields.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why the earlier way of working ends."))
        return fields


def end_reasons() -> list[tuple[str, str]]:
    """Return the reasons for an ending to choose from."""
    return [(reason.value, reason.words) for reason in ApproachEndReason]


class EndApproachForm(PlanForm):
    """The end of an approach, with no other to replace it."""

    def ask(self) -> None:
        """Ask why, and who chose."""
        self.fields["because"] = choice_field(_("Why does it end?"), end_reasons(), _("Say why it ends."))
        self.fields["chosen_by"] = _chosen(_("Who chose to end it?"))
        self.fields["words"] = text_field(_("What was said about it, in a sentence or two"))


class IssuesForm(VersionedForm):
    """What the work is about."""

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        names = [(code, issue.name[:1].upper() + issue.name[1:]) for code, issue in catalogue().issues.items()]
        self.fields["codes"] = choices_field(
            _("What is this work about?"),
            sorted(names, key=lambda name: name[1]),
            hint=_("Tick what you and the client would say. Leave all of it unticked if nothing on the list fits."),
            gone=_("Choose from the list."),
        )
