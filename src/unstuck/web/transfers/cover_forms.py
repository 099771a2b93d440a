"""The forms of a cover: who stands in, when, with whom, and what there is to know; and the answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choice_field, day_field, text_field
from unstuck.web.transfers.client_forms import Choices, SeveralClientsForm
from unstuck.web.transfers.cover_policies import CoverDetails, ForOneClient, cover_faults
from unstuck.web.transfers.models import ClientKnows


class CoverForm(SeveralClientsForm):
    """A colleague is asked to stand in. `at_risk`: the clients with a risk that is open."""

    def __init__(
        self,
        typed: Any = None,
        *,
        people: Choices,
        clients: Choices,
        at_risk: Collection[str],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        self.today, self.at_risk = today, at_risk
        question, words = _("Does this client know?"), _("What to know about this client")
        gone = _("One of them is no longer among these clients.")
        self.add_clients(clients, ClientKnows.choices, question, words, gone)
        somebody = [("", _("Choose a colleague")), *people]
        self.fields["colleague"] = choice_field(_("Who stands in?"), somebody, _("Choose who stands in."))
        self.fields["colleague"].widget = forms.Select(choices=somebody)
        self.fields["first_day"] = day_field(_("First day"), _("Enter the first day."))
        self.fields["last_day"] = day_field(
            _("Last day"),
            _("Enter the last day."),
            _("From the next day on your colleague does not see these clients."),
        )
        hint = _("What was agreed, what helps, what to watch for. It is read on these days only, by whoever stands in.")
        self.fields["note"] = text_field(_("What your colleague needs to know"), hint=hint)
        hint = _("Needed where one of them has an open risk: who knows, who acts, and when.")
        self.fields["risk_words"] = text_field(_("The risk that is open"), hint=hint)
        problem = _("Say whether the clients know who stands in.")
        hint = _("This needs no consent of its own as a hand-over does, but nobody should meet a stranger unprepared.")
        self.fields["knows"] = choice_field(_("Do the clients know?"), ClientKnows.choices, problem, hint)

    def clean(self) -> dict[str, Any]:
        """Return the fields, with `wanted`: the details for the action. What is missing is said beside its field."""
        fields = super().clean()
        if not {"first_day", "last_day", "knows"} <= fields.keys():
            return fields
        told = {key: ForOneClient(*self.said_of(key, fields["knows"])) for key in self.chosen()}
        words = {"note": fields.get("note", ""), "risk_words": fields.get("risk_words", "")}
        wanted = CoverDetails(fields["first_day"], fields["last_day"], clients=told, **words)
        risk_open = bool(set(told) & set(self.at_risk))
        for name, denied in cover_faults(wanted, self.today, risk_open=risk_open):
            if name not in self.errors:
                self.add_error(name, forms.ValidationError(denied.reason, code=denied.code))
        return fields | {"wanted": wanted}


class CoverAnswerForm(forms.Form):
    """What becomes of a cover: the colleague's answer, or its end."""

    def __init__(self, typed: Any = None, *, steps: Choices, with_words: bool, **options: Any) -> None:
        super().__init__(typed, **options)
        self.fields["step"] = choice_field(_("What happens now?"), steps, _("Choose what happens now."))
        if with_words:
            self.fields["words"] = text_field(_("If you decline: a word to your colleague, if you like"), rows=2)
