"""Forms of endings: each kind asks for what belongs to it; and of what comes before and after one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.guidance import tables
from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.fields import (
    check_field,
    choice_field,
    choices_field,
    day_field,
    text_field,
)
from unstuck.web.components.forms import VersionedForm
from unstuck.web.reviews.ending_kinds import EndingKind
from unstuck.web.reviews.ending_policies import EndingCircumstances, EndingDetails, check_ask_on, ending_faults
from unstuck.web.reviews.models import Ending
from unstuck.web.safety.models import ContactWay
from unstuck.web.transfers.models import ClientConsent

ALWAYS = ("version", "mandate_words", "on", "risk_words")
MOST_TRIES = 99


def _fields() -> dict[str, forms.Field]:
    """Return every field that an ending may ask for, in the words that fit most kinds."""
    in_touch = _("Agree the day with the client. It comes up on your work list.")
    return {
        "mandate_words": text_field(_("What the mandate asks for, and who was told"), rows=2),
        "on": day_field(_("Last day"), _("Enter the last day.")),
        "risk_words": text_field(_("The risk"), hint=_("How it is held from here on: who knows, who acts, and when.")),
        "place": text_field(_("Who takes over"), rows=2),
        "told": text_field(_("Who there was told"), rows=2, hint=_("A name or role, when, and what they know.")),
        "tries": forms.IntegerField(
            label=_("How often did you try to reach them?"),
            required=False,
            min_value=0,
            max_value=MOST_TRIES,
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), _("Enter how often you tried, as a number.")
            ),
        ),
        "ways": choices_field(_("In which ways?"), ContactWay.choices, gone=_("Choose the ways in which you tried.")),
        "welfare": text_field(
            _("Did somebody look in?"),
            rows=2,
            hint=_("Who looked in on the client, when, and what they found. Needed where a risk was on record lately."),
        ),
        "consent": choice_field(_("Does the client agree?"), ClientConsent.choices, required=False),
        "consent_words": text_field(_("If not, or if they cannot be asked: why?"), rows=2),
        "words": text_field(_("Why, in the client's words or yours")),
        "notice_on": day_field(_("Notice given on"), hint=_("When you told the client that the work would end.")),
        "notice": text_field(_("What was said then"), rows=2),
        "continuity": text_field(_("What goes on, where, and with whom"), rows=2),
        "setbacks": text_field(_("If things get harder again"), rows=2, hint=_("Early signs, and what helped before.")),
        "way_back": text_field(_("The way back"), rows=2, hint=_("How the client can return to you or your agency.")),
        "ask_on": day_ahead_field(_("A day to ask how it went"), hint=in_touch),
    }


def _own_words(kind: Ending) -> Mapping[str, tuple[str, str]]:
    """Return the labels and hints in which a kind differs from most."""
    return {
        Ending.CLIENT_WISH: {"words": (_("What the client says"), _("In their words. This may stay empty."))},
        Ending.TRANSFER: {
            "place": (_("Which worker or service takes over?"), ""),
            "words": (_("What they need to know"), _("The note that goes with the client.")),
        },
        Ending.ADMISSION: {
            "place": (_("Where is the client now?"), ""),
            "on": (_("Day of admission"), ""),
            "words": (_("What led to it"), ""),
            "continuity": (_("What is kept for their return"), ""),
        },
        Ending.REFERRED_ON: {"place": (_("Where, and to whom?"), "")},
        Ending.NO_CONTACT: {
            "words": (_("What you know"), _("When they were last heard from, and what you wrote to them.")),
        },
        Ending.MOVED_AWAY: {"place": (_("Where to, as far as you know"), ""), "words": (_("What is known"), "")},
        Ending.DEATH: {
            "on": (_("The day, as far as it is known"), ""),
            "words": (_("What belongs in the record"), _("This may stay empty.")),
            "told": (_("Who knows"), _("Family, colleagues, others who work with them.")),
            "risk_words": (_("The risk that was open"), _("What was known, and who was told.")),
        },
        Ending.GOALS_REACHED: {"words": (_("How it was decided together"), "")},
        Ending.AGENCY_LIMIT: {"words": (_("What the limit is, and what the client says to it"), "")},
    }.get(kind, {})


class EndingForm(VersionedForm):
    """How the work ends, as one kind asks for it. What does not belong to the kind is not among the fields."""

    def __init__(
        self, typed: Any = None, *, kind: EndingKind, known: EndingCircumstances, mandated: bool, **options: Any
    ) -> None:
        super().__init__(typed, **options)
        self.kind, self.known = kind, known
        leave_out = set() if mandated and kind.ending != Ending.DEATH else {"mandate_words"}
        leave_out |= set() if known.risk_open else {"risk_words"}
        fields = _fields()
        for name in (*ALWAYS[1:], *kind.asks):
            if name not in leave_out:
                self.fields[name] = fields[name]
        for name, (label, hint) in _own_words(kind.ending).items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint

    @property
    def details(self) -> EndingDetails:
        """Return what was typed, as the action takes it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version" and value is not None}
        return EndingDetails(self.kind.ending.value, told.pop("on"), **told)

    def clean(self) -> dict[str, Any]:
        """Return the fields; each thing that the kind cannot do without is asked for beside its field."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("on"):
            for name, denied in ending_faults(self.details, self.known):
                if name in self.fields and name not in self.errors:
                    self.add_error(name, forms.ValidationError(denied.reason, code=denied.code))
        return fields


class IntendForm(VersionedForm):
    """What a worker intends in a crisis, and who looks at it."""

    words = text_field(
        _("What do you intend, and why now?"),
        _("Say what you intend and why now, in a sentence."),
        _("The second person may not know the client: leave names out."),
    )
    risk_words = text_field(
        _("How is the risk held from here on?"),
        _("Say in words how the risk is held from here on."),
        _("Who knows, who acts, and when. The concern stays open."),
    )

    def __init__(self, typed: Any = None, *, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(typed, **options)
        gone = _("Choose somebody on this list. Whoever has left can no longer be asked.")
        self.fields["second"] = choice_field(_("Who looks at it?"), people, gone)


class SecondLookForm(forms.Form):
    """What the second person says."""

    ANSWERS = (
        ("agree", _("I agree that the work ends like this")),
        ("object", _("I object: not now, or not like this")),
    )
    answer = choice_field(_("Do you agree?"), ANSWERS, _("Choose whether you agree."))
    words = text_field(_("Why, in a sentence or two"), _("Say why, in a sentence."))


class WithdrawIntentionForm(VersionedForm):
    """What was intended is taken back."""


class HowItWentForm(forms.Form):
    """What was heard after the end, and the next day to ask."""

    words = text_field(
        _("How did it go?"),
        _("Say what you heard, in a sentence."),
        _("In their words, as far as you can. If nobody could be reached, say so."),
    )
    ask_on = day_ahead_field(_("Ask again on"), none=_("nothing more is to be asked"))

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today = today

    def clean_ask_on(self) -> date | None:
        """Return the day, where there is one. One that is not ahead, or too far ahead, is refused."""
        ask_on: date | None = self.cleaned_data["ask_on"]
        if ask_on is not None:
            check_field(check_ask_on, ask_on, self.today)
        return ask_on


class PlannedEndForm(VersionedForm):
    """An end ahead that is not the client's choice."""

    on = day_field(
        _("On which day does the work end?"),
        hint=_("Leave it empty where there is no such end any more."),
    )
    because = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = text_field(_("In a sentence"), rows=2)

    def __init__(self, typed: Any = None, *, today: date, planned: bool, **options: Any) -> None:
        super().__init__(typed, **options)
        self.today, self.planned = today, planned
        causes = tables.words().ends_because
        self.fields["because"] = choice_field(
            _("Why?"), [(code, words[:1].upper() + words[1:]) for code, words in causes.items()], required=False
        )

    def clean(self) -> dict[str, Any]:
        """Return the fields. A day has a cause, and lies ahead; no day takes back one that was planned."""
        fields: dict[str, Any] = super().clean() or {}
        on = fields.get("on")
        if on and on <= self.today:
            self.add_error("on", _("The day must be after today. To end the work now, choose how it ends."))
        if on and not fields.get("because"):
            self.add_error("because", _("Choose why it ends."))
        if not on and "on" not in self.errors and not self.planned:
            self.add_error("on", _("Enter the day on which the work is to end."))
        return fields


class ResumeWorkForm(forms.Form):
    """The work begins again."""
