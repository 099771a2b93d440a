"""A safety plan, a safe way to reach the client, an attempt to reach them, and that risk was asked about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.components.fields import check_field, choice_field, choices_field, dated_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.safety import policies
from unstuck.web.safety.models import ContactWay, SafetyPlan


def part_titles() -> dict[str, str]:
    """Return the six parts of a plan as the client reads them."""
    return {
        "signs": _("How I notice that it is getting hard"),
        "myself": _("What I can do on my own"),
        "places": _("Where I can go, and who takes my mind off it"),
        "people": _("Whom I can ask for help"),
        "professionals": _("Professionals and lines I can call, at any hour"),
        "surroundings": _("How we make the place around me safer"),
    }


def _hints() -> dict[str, str]:
    return {
        "signs": _("Thoughts, moods, situations, what the body does."),
        "myself": _("Things that have helped before, without anybody else."),
        "places": _("A café, a park, a friend; they do not need to know why."),
        "people": _("Names, and how to reach them."),
        "professionals": _("Worker, crisis line, emergency department, with numbers."),
        "surroundings": _("Name the means, and who keeps them, or how they are put out of reach."),
    }


class DayForm(VersionedForm):
    """A form about a day of the work with a client."""

    on = dated_field(_("Which day is this about?"), None)

    def __init__(self, typed: Any = None, *, episode: Episode, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.episode, self.today = episode, today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """Refuse a day that has not come, or before the work began."""
        on: date = self.cleaned_data["on"]
        check_field(policies.check_sign_day, on, self.episode, self.today)
        return on


class SafetyPlanForm(DayForm):
    """The six parts of a plan, in the client's words. Signs, professionals and the surroundings cannot be left out."""

    def __init__(self, typed: Any = None, *, last: SafetyPlan | None, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["on"] = dated_field(_("When did you make or go through it together?"), self.today)
        hints = _hints()
        needed = _("A plan is no help without this part. Write at least a line.")
        for name, title in part_titles().items():
            required = needed if name in ("signs", "professionals", "surroundings") else ""
            self.fields[name] = text_field(title, required, hints[name])
            self.fields[name].initial = getattr(last, name) if last else ""


class SafeWayForm(VersionedForm):
    """How the client can be reached without putting anybody at risk."""

    words = text_field(
        _("How, when, and what to say if somebody else answers"),
        _("Say how the client can be reached safely, in their words."),
        _("Ask: who else sees your phone, your post, your e-mails? When can you talk? What may we say?"),
    )
    unsafe = choices_field(_("Ways that must not be used"), ContactWay.choices)


class ContactForm(DayForm):
    """One attempt to reach the client."""

    way = choice_field(_("How did you try?"), ContactWay.choices, _("Say how you tried."))
    reached = choice_field(
        _("Did you hear from them?"), [("yes", _("Yes")), ("no", _("No"))], _("Say whether you heard from them.")
    )
    welfare_check = forms.BooleanField(required=False, label=_("Somebody went to see whether they are well"))
    words = text_field(_("What happened, in a sentence"), rows=2)

    def clean_reached(self) -> bool:
        """Return the answer."""
        return bool(self.cleaned_data["reached"] == "yes")


class RiskAskedForm(DayForm):
    """Risk was asked about, and there was no sign."""

    words = text_field(
        _("What did you ask, and what did the client say?"),
        _("Say in words what you asked and what the client answered."),
        _("This says that you asked. It does not say that the client is safe."),
    )
