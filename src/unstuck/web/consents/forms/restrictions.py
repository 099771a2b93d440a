"""The forms about restrictions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Team
from unstuck.web.caseload.models import Episode
from unstuck.web.components.fields import choice_field, dated_field, text_field
from unstuck.web.consents.models import RestrictionScope
from unstuck.web.consents.permissions import may_be_kept_out, teams_here


class RestrictionForm(forms.Form):
    """What a client asks for, from whom, and why."""

    def __init__(
        self, typed: Any = None, *, people: Mapping[str, Person], groups: Mapping[str, Team], today: date
    ) -> None:
        super().__init__(typed)
        self.fields["scope"] = choice_field(
            _("What is to be restricted?"), RestrictionScope.choices, _("Choose what is to be restricted.")
        )
        offered = [("", _("Nobody: it is about something else"))]
        offered += [(key, one.name) for key, one in people.items()]
        offered += [(key, _("Everybody in %(name)s") % {"name": one.name}) for key, one in groups.items()]
        self.fields["from_whom"] = forms.ChoiceField(
            label=_("Who is not to see it?"), choices=offered, required=False,
            error_messages={"invalid_choice": _("Choose from the list.")},
        )  # fmt: skip
        self.fields["on"] = dated_field(_("On which day did they ask?"), today)
        self.fields["words"] = text_field(_("Why, in their words"), _("Say why, in a sentence."), rows=2)

    def clean(self) -> dict[str, Any]:
        """Ask for somebody where it is about somebody, and for nobody else."""
        fields: dict[str, Any] = super().clean() or {}
        about_somebody = fields.get("scope") == RestrictionScope.COLLEAGUE
        if "scope" in fields and "from_whom" in fields and about_somebody != bool(fields["from_whom"]):
            problem = _("Choose who is not to see it, and only where it is about somebody here.")
            self.add_error("from_whom", problem)
        return fields


class RestrictionDecisionForm(forms.Form):
    """The agency's decision, or that a restriction is lifted."""

    def __init__(self, typed: Any = None, *, asked: bool, today: date) -> None:
        super().__init__(typed)
        offered = [("grant", _("Agree to it")), ("refuse", _("Refuse it"))]
        told = [("lift", _("Lift it: the client was told before"))]
        self.fields["action"] = choice_field(_("What is decided?"), offered if asked else told, _("Choose one."))
        self.fields["on"] = dated_field(_("On which day?"), today)
        self.fields["words"] = text_field(_("Why?"), _("Say why, in a sentence."), rows=2)


def colleagues(actor: Actor, episode: Episode) -> dict[str, Person]:
    """Return the colleagues who can be kept out, by what stands in the form."""
    return {str(one.person.public_id): one.person for one in may_be_kept_out(actor, episode)}


def teams(actor: Actor) -> dict[str, Team]:
    """Return the agency's teams, by what stands in the form."""
    return {str(one.public_id): one for one in teams_here(actor)}
