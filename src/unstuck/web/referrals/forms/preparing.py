"""Forms for preparing a referral, for the consent, and for handing on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.forms.fact_fields import areas_field
from unstuck.web.components.fields import choice_field, dated_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.consent_text import parts_called
from unstuck.web.referrals.models import How, Way
from unstuck.web.referrals.policies import SUBSTANCE_USE

ASK_AGAIN = timedelta(days=14)


class DraftForm(VersionedForm):
    """Who is asked, for what, and how. `hit`: the areas that come first; `unsafe`: violence at home is recorded."""

    def __init__(
        self, typed: Any = None, *, today: date, hit: Sequence[str], unsafe: bool, named: str = "", **options: Any
    ) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        if not named:
            ask["organisation"] = line_field(_("Who is asked for help?"), _("Say who is asked."), longest=200)
        ask["contact"] = text_field(
            _("Their address, e-mail or telephone"), hint=_("As it stands on the letter."), rows=2
        )
        ask["areas"] = areas_field(_("For which areas of life?"), _("Pick at least one area of life."), hit)
        hint = _("In a sentence or two, as little as they need. Talk it over with the client.")
        ask["ask"] = text_field(
            _("What are they asked to help with?"), _("Say what they are asked to help with."), hint
        )
        ask["way"] = choice_field(_("How are they asked?"), [(one.value, one.words) for one in Way], _("Say how."))
        if unsafe:
            hint = _("Violence at home is recorded: no letters, texts or links to a device that may be shared. ")
            hint += _("Write down the way that the client calls safe, or “through me only”. It goes with the letter.")
            missing = _("Ask the client for a safe way, and write it down.")
            ask["safe_way"] = text_field(_("In which way may the client be reached safely?"), missing, hint, rows=2)
        ask["call_back_on"] = dated_field(_("When do you ask what became of it?"), today + ASK_AGAIN)
        self.today = today

    def clean_call_back_on(self) -> date:
        """Refuse a day that has gone."""
        on: date = self.cleaned_data["call_back_on"]
        if on < self.today:
            raise forms.ValidationError(_("The day to ask again must not lie in the past."))
        return on


class ConsentForm(VersionedForm):
    """What exactly is shared: each part chosen by itself, with its words. `offered`: words to begin with."""

    def __init__(self, typed: Any = None, *, today: date, offered: Mapping[str, str], **options: Any) -> None:
        super().__init__(typed, **options)
        ask, called = self.fields, parts_called()
        ask["parts"] = forms.MultipleChoiceField(
            label=_("What may be shared?"), choices=list(called.items()), widget=forms.CheckboxSelectMultiple,
            help_text=_("Go through it with the client, one by one. Nothing that is not ticked is shared."),
            error_messages={"required": _("Tick what the client agrees to share.")},
        )  # fmt: skip
        for code, name in called.items():
            label = _("%(part)s: what exactly is shared") % {"part": name}
            ask[f"says_{code}"] = text_field(label, initial=offered.get(code, ""), rows=2)
        ask["part2"] = forms.BooleanField(
            required=False,
            label=_("Some of it comes from records of treatment for substance use (42 CFR Part 2)"),
            help_text=_("The notice against passing it on then goes with the letter, and the client signs."),
        )
        hows = [(one.value, one.words) for one in How]
        ask["how"] = choice_field(_("How did the client agree?"), hows, _("Say how the client agreed."))
        ask["on"] = dated_field(_("On which day did the client agree?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask for the words of each part that was ticked; `chosen` holds them."""
        fields: dict[str, Any] = super().clean() or {}
        for code in fields.get("parts", ()):
            if not fields.get(f"says_{code}", "").strip() and f"says_{code}" not in self.errors:
                name = parts_called()[code]
                self.add_error(f"says_{code}", _("%(part)s: say what exactly is shared.") % {"part": name})
        if SUBSTANCE_USE in fields.get("parts", ()):
            fields["part2"] = True
        return fields | {"chosen": {code: fields.get(f"says_{code}", "").strip() for code in fields.get("parts", ())}}


class HandOnForm(VersionedForm):
    """That it was handed on: for a call, who was spoken to."""

    def __init__(self, typed: Any = None, *, today: date, way: str, call_back_on: date, **options: Any) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        if way == Way.PHONE:
            ask["spoke_to"] = line_field(_("With whom did you speak there?"), _("Say with whom you spoke."))
            ask["words"] = text_field(_("What was said"), rows=2)
        ask["on"] = dated_field(_("On which day?"), today)
        ask["call_back_on"] = dated_field(_("When do you ask what became of it?"), max(call_back_on, today))
