"""Forms of a plan. Levels, reasons and who chose are picked; the rest is in people's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.progress.goal_attainment import LEVELS
from unstuck.web.caseload.models import ApproachStep
from unstuck.web.caseload.questions import approach_called
from unstuck.web.components.fields import choice_errors, choice_field, dated_field, text_errors, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.plans.models import Agreed, Because, Chosen, Goal, Kind

LONGEST_LEVEL = 300


class PlanForm(VersionedForm):
    """A form about a plan: of a day, not after today."""

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
        """Refuse a day that has not come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The date must not be after today."))
        return on


def _chosen(label: str) -> forms.Field:
    return choice_field(label, [(one.value, one.words) for one in Chosen], _("Say who chose."))


class GoalForm(PlanForm):
    """A goal, its five levels, and where the client stands."""

    def ask(self) -> None:
        """Ask for the goal, then for what each level would look like."""
        ask = self.fields
        ask["words"] = text_field(_("What does the client want, in their own words?"), _("Write down the goal."))
        levels = {
            "expected": _("What would be good enough in a few months? (as expected)"),
            "more": _("A little better than that"),
            "much_more": _("Much better than that"),
            "less": _("A little less than that"),
            "much_less": _("Much less than that"),
        }
        for name, label in levels.items():
            missing = _("%(level)s: say what it would look like.") % {"level": label}
            ask[name] = text_field(label, missing, rows=2, longest=LONGEST_LEVEL)
        ask["level"] = choice_field(
            _("Where does the client stand now?"), level_names(), _("Say where the client stands now.")
        )
        weights = [("1", _("as much as the others")), ("2", _("more than the others")), ("3", _("most of all"))]
        ask["weight"] = choice_field(
            _("How much does this goal matter?"), weights, _("Say how much it matters."), initial="1"
        )
        ask["area"] = forms.ChoiceField(
            required=False, label=_("Area of life"), choices=[("", _("None in particular")), *area_names().items()]
        )
        ask["chosen_by"] = _chosen(_("Who chose this goal?"))


def level_names() -> list[tuple[str, str]]:
    """Return the five levels as they are picked."""
    names = (_("much less than expected"), _("less"), _("as expected"), _("more"), _("much more than expected"))
    return [(str(level), name) for level, name in zip(LEVELS, names, strict=True)]


class RatingForm(PlanForm):
    """How far a goal has come."""

    def __init__(self, typed: Any = None, *, goal: Goal, **options: Any) -> None:
        self.goal = goal
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask for the level, in the words of the goal."""
        levels = [(str(level), text) for level, text in reversed(self.goal.levels)]
        self.fields["level"] = choice_field(_("How far has it come?"), levels, _("Say how far it has come."))
        by = [("client", _("The client")), ("together", _("Both together")), ("worker", _("The worker"))]
        self.fields["rated_by"] = choice_field(_("Who says so?"), by, _("Say who says so."))
        self.fields["words"] = text_field(_("In the client's own words"))


class RewordForm(PlanForm):
    """A goal in other words."""

    def __init__(self, typed: Any = None, *, goal: Goal, **options: Any) -> None:
        self.goal = goal
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask for the goal as the client says it now; the words that stand there are where it begins."""
        asked = text_field(_("What does the client want, in their own words?"), _("Write down the goal."))
        asked.initial = self.goal.words
        self.fields["words"] = asked

    def when(self) -> str:
        """Return the question for the day."""
        return _("On which day did the client say so?")


class GoalMoveForm(PlanForm):
    """What becomes of a goal."""

    def __init__(self, typed: Any = None, *, actions: Sequence[tuple[str, str]], **options: Any) -> None:
        self.actions = actions
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask what happens to it, and why."""
        self.fields["action"] = choice_field(
            _("What happens to this goal?"), self.actions, _("Say what happens to this goal.")
        )
        self.fields["words"] = text_field(_("Why, in a sentence"))


class SaidForm(PlanForm):
    """The client's words."""

    def ask(self) -> None:
        """Ask what it is about, and for the words."""
        kinds = [(one.value, one.words) for one in Kind]
        self.fields["kind"] = choice_field(_("What is it about?"), kinds, _("Say what it is about."))
        self.fields["words"] = text_field(_("In the client's own words"), _("Write down what the client said."))

    def when(self) -> str:
        """Return the question for the day."""
        return _("On which day did the client say so?")


class NoLongerForm(PlanForm):
    """That something is no longer so."""

    def ask(self) -> None:
        """Ask what changed."""
        self.fields["words"] = text_field(_("What has changed? (if there is something to say)"))


class PartForm(PlanForm):
    """One thing that is agreed."""

    def __init__(self, typed: Any = None, *, goals: Sequence[tuple[str, str]], **options: Any) -> None:
        self.goals = goals
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask what was agreed and who chose it."""
        self.fields["words"] = text_field(_("What was agreed?"), _("Write down what was agreed."), rows=2)
        kinds = [(one.value, one.words) for one in Agreed]
        hint = _("How these are going is asked at check-ins.")
        self.fields["agreed"] = choice_field(
            _("What kind of thing is it?"), kinds, _("Say what kind of thing it is."), hint=hint
        )
        self.fields["chosen_by"] = _chosen(_("Who chose it?"))
        if self.goals:
            self.fields["goal"] = forms.ChoiceField(
                required=False,
                label=_("Which goal does it serve?"),
                choices=[("", _("None in particular")), *self.goals],
                error_messages=choice_errors(_("This goal is no longer worked on. Choose again.")),
            )


class ChooseForm(PlanForm):
    """An approach to begin, chosen with the client."""

    def __init__(self, typed: Any = None, *, present: Sequence[ApproachStep], named: bool, **options: Any) -> None:
        self.present, self.named = present, named
        super().__init__(typed, **options)

    def ask(self) -> None:
        """Ask who chose, what ends for it, and why."""
        if not self.named:
            self.fields["called"] = forms.CharField(
                max_length=60,
                label=_("What is it called?"),
                error_messages={"required": _("Give it a name."), **text_errors(60)},
            )
        self.fields["chosen_by"] = _chosen(_("Who chose it?"))
        if self.present:
            self.fields["ends"] = forms.MultipleChoiceField(
                required=False,
                label=_("Which way of working ends for it?"),
                choices=[(str(one.pk), approach_called(one.code)) for one in self.present],
                widget=forms.CheckboxSelectMultiple,
                initial=[str(one.pk) for one in self.present],
                help_text=_("Leave ticked what ends; untick what goes on beside it."),
                error_messages=choice_errors(_("This was ended or taken back meanwhile. Look at what is in use now.")),
            )
            self.fields["because"] = choice_field(
                _("Why does it end?"), because(), _("Say why the former way of working ends."), required=False
            )
        self.fields["words"] = text_field(_("What was said about it, in a sentence or two"))

    def when(self) -> str:
        """Return the question for the day."""
        return _("From which day on?")

    def clean(self) -> dict[str, Any]:
        """Ask why something ends where something does."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("ends") and not fields.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say why the former way of working ends."))
        return fields


def because() -> list[tuple[str, str]]:
    """Return the reasons for an end as they are picked."""
    return [(one.value, one.words) for one in Because]


class EndForm(PlanForm):
    """The end of an approach without another one."""

    def ask(self) -> None:
        """Ask why, and who chose."""
        self.fields["because"] = choice_field(_("Why does it end?"), because(), _("Say why it ends."))
        self.fields["chosen_by"] = _chosen(_("Who chose to end it?"))
        self.fields["words"] = text_field(_("What was said about it, in a sentence or two"))
