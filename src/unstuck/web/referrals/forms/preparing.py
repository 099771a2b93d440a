"""Forms for preparing a referral, for the consent, and for making the referral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import DayAheadField, day_ahead_field
from unstuck.web.components.fields import choice_field, choices_field, dated_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.consent_text import parts_called
from unstuck.web.referrals.models import ConsentMethod, ContactMethod
from unstuck.web.referrals.policies import SUBSTANCE_USE

ASK_AGAIN = timedelta(days=14)
"""When somebody outside is to be asked again, unless the worker chooses another day."""


def areas_field(label: str, required: str, first: Sequence[str] = ()) -> forms.MultipleChoiceField:
    """Return a question for life areas, those that matter first."""
    names = area_names()
    ordered = [*first, *(code for code in names if code not in first)]
    choices = [(code, names[code]) for code in ordered]
    return choices_field(label, choices, required, gone=_("Pick areas from the list."))


def _asked_again(initial: date) -> DayAheadField:
    missing = _("Say when you will ask what happened.")
    return day_ahead_field(_("When will you ask what happened?"), missing, initial=initial)


class ReferralDraftForm(VersionedForm):
    """Who is asked, for what, and how. `hit`: the areas that come first; `unsafe`: violence at home is recorded."""

    def __init__(
        self, typed: Any = None, *, today: date, hit: Sequence[str], unsafe: bool, named: str = "", **options: Any
    ) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        if not named:
            ask["organisation"] = line_field(_("Who will you ask for help?"), _("Say who you will ask."), longest=200)
        ask["contact"] = text_field(
            _("Their address, e-mail or phone number"), hint=_("As it should appear on the letter."), rows=2
        )
        ask["areas"] = areas_field(_("For which life areas?"), _("Choose at least one life area."), hit)
        hint = _("In a sentence or two, with no more than they need. Talk it over with the client.")
        ask["ask"] = text_field(
            _("What do you want them to help with?"), _("Say what you want them to help with."), hint
        )
        ways = [(way.value, way.words) for way in ContactMethod]
        ask["way"] = choice_field(_("How will you ask them?"), ways, _("Say how you will ask them."))
        if unsafe:
            hint = _("Violence at home is recorded: no letters, texts or links to a device that may be shared. ")
            hint += _("Write down the way that the client says is safe, or “through me only”. It goes in the letter.")
            missing = _("Ask the client for a safe way to reach them, and write it down.")
            ask["safe_way"] = text_field(_("How can the client be reached safely?"), missing, hint, rows=2)
        ask["call_back_on"] = _asked_again(today + ASK_AGAIN)
        self.today = today

    def clean_call_back_on(self) -> date:
        """Refuse a day in the past."""
        on: date = self.cleaned_data["call_back_on"]
        if on < self.today:
            raise forms.ValidationError(_("The day to ask again cannot be in the past."))
        return on


class ConsentForm(VersionedForm):
    """Exactly what is shared: each part chosen separately, with its words. `offered`: words to begin with."""

    def __init__(self, typed: Any = None, *, today: date, offered: Mapping[str, str], **options: Any) -> None:
        super().__init__(typed, **options)
        ask, parts = self.fields, parts_called()
        ask["parts"] = forms.MultipleChoiceField(
            label=_("What may be shared?"), choices=list(parts.items()), widget=forms.CheckboxSelectMultiple,
            help_text=_("Go through these with the client, one by one. Only what is ticked is shared."),
            error_messages={"required": _("Tick what the client agrees to share.")},
        )  # fmt: skip
        for code, name in parts.items():
            label = _("%(part)s: exactly what is shared") % {"part": name}
            ask[f"says_{code}"] = text_field(label, initial=offered.get(code, ""), rows=2)
        ask["part2"] = forms.BooleanField(
            required=False,
            label=_("Some of it comes from substance use treatment records (42 CFR Part 2)"),
            help_text=_("The notice against passing it on then goes with the letter, and the client must sign."),
        )
        methods = [(method.value, method.words) for method in ConsentMethod]
        ask["how"] = choice_field(_("How did the client agree?"), methods, _("Say how the client agreed."))
        ask["on"] = dated_field(_("When did the client agree?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask for the words of each part that is ticked; `chosen` holds them."""
        fields: dict[str, Any] = super().clean() or {}
        for code in fields.get("parts", ()):
            if not fields.get(f"says_{code}", "").strip() and f"says_{code}" not in self.errors:
                name = parts_called()[code]
                self.add_error(f"says_{code}", _("%(part)s: say exactly what is shared.") % {"part": name})
        if SUBSTANCE_USE in fields.get("parts", ()):
            fields["part2"] = True
        return fields | {"chosen": {code: fields.get(f"says_{code}", "").strip() for code in fields.get("parts", ())}}


class MakeReferralForm(VersionedForm):
    """Makes the referral: for a call, who was spoken to."""

    def __init__(self, typed: Any = None, *, today: date, way: str, call_back_on: date, **options: Any) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        if way == ContactMethod.PHONE:
            ask["spoke_to"] = line_field(_("Who did you speak to there?"), _("Say who you spoke to."))
            ask["words"] = text_field(_("What was said"), rows=2)
        ask["on"] = dated_field(_("On which day?"), today)
        ask["call_back_on"] = _asked_again(max(call_back_on, today))
