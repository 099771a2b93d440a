"""Forms for what became of a referral, the client's answer, and how areas of life hang together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.caseload.questions import areas
from unstuck.web.components.fields import choice_errors, choice_field, dated_field, line_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.referrals.models import Got, Reason
from unstuck.web.referrals.workflow import NEEDS_REASON

ASK_AGAIN = timedelta(days=14)


def reasons() -> list[tuple[str, str]]:
    """Return the reasons as they are picked; the first: none is needed."""
    return [("", _("No reason is needed")), *((one.value, one.words) for one in Reason)]


class FollowForm(VersionedForm):
    """What became of it."""

    def __init__(self, typed: Any = None, *, today: date, actions: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(typed, **options)
        ask = self.fields
        ask["action"] = choice_field(_("What happened?"), actions, _("Say what happened."))
        ask["reason"] = forms.ChoiceField(
            required=False,
            label=_("Why, where it did not work out"),
            choices=reasons(),
            error_messages=choice_errors(_("Pick one.")),
        )
        ask["spoke_to"] = line_field(_("With whom did you speak there? (if you did)"))
        ask["words"] = text_field(_("What was said"), rows=2)
        ask["on"] = dated_field(_("On which day?"), today)
        again = _("Where it goes on, the list brings it up again on this day.")
        ask["call_back_on"] = dated_field(_("When do you ask again?"), today + ASK_AGAIN)
        ask["call_back_on"].help_text = again

    def clean(self) -> dict[str, Any]:
        """Ask why where it did not work out."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("action") in NEEDS_REASON and not fields.get("reason"):
            self.add_error("reason", _("Say why."))
        return fields


class AnswerForm(VersionedForm):
    """The client's answer, and how the areas are going now."""

    def __init__(self, typed: Any = None, *, today: date, served: Sequence[str], **options: Any) -> None:
        super().__init__(typed, **options)
        ask, called = self.fields, areas()
        gots = [(one.value, one.words) for one in Got]
        ask["got"] = choice_field(_("Did you get help?"), gots, _("Say what the client answered."))
        ask["reason"] = forms.ChoiceField(
            required=False,
            label=_("Why not, or not yet"),
            choices=reasons(),
            error_messages=choice_errors(_("Pick one.")),
        )
        ask["words"] = text_field(_("In the client's own words"), rows=2)
        self.served = [code for code in served if code in called]
        for code in self.served:
            ask[f"rating_{code}"] = forms.TypedChoiceField(
                required=False, coerce=float, empty_value=None,
                choices=[("", "–"), *((str(n), str(n)) for n in range(11))],
                label=_("%(area)s: how does it go now?") % {"area": called[code]},
                help_text=_("0 is very badly, 10 very well. Leave it empty where nobody asked."),
                error_messages=choice_errors(_("Pick a number from 0 to 10.")),
            )  # fmt: skip
        ask["on"] = dated_field(_("On which day did the client say so?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask why where no help came; `ratings` holds the areas that were asked about."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("got") == Got.NO and not fields.get("reason"):
            self.add_error("reason", _("Say why no help came."))
        said = {code: fields.get(f"rating_{code}") for code in self.served}
        return fields | {"ratings": {code: rating for code, rating in said.items() if rating is not None}}


class NewLinkForm(VersionedForm):
    """That a link is wanted: nothing to fill in."""


class AreaLinkForm(VersionedForm):
    """This makes that worse."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        known = [("", _("Choose an area")), *areas().items()]
        for name, label in (("cause", _("This …")), ("effect", _("… makes that worse"))):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=known, error_messages=choice_errors(_("Choose both areas."))
            )
        self.fields["words"] = text_field(_("In the client's own words"), rows=2)
        self.fields["on"] = dated_field(_("On which day did the client say so?"), today)

    def clean(self) -> dict[str, Any]:
        """Ask for two areas."""
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("cause") and fields.get("cause") == fields.get("effect"):
            self.add_error("effect", _("Choose two different areas."))
        return fields


class EndLinkForm(VersionedForm):
    """From when on it is no longer so."""

    def __init__(self, typed: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["on"] = dated_field(_("From which day on?"), today)
