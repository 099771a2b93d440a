"""The forms about people and about one's own account."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Role, Team
from unstuck.web.audit.words import ACTIONS

ROLE_WORDS = {
    Role.WORKER: _("Worker: sees and works with their own clients"),
    Role.SUPERVISOR: _("Supervisor: sees the clients of their team, and has clients of their own"),
    Role.MANAGER: _("Manager: sees numbers of the whole agency, no clients"),
    Role.ADMINISTRATOR: _("Administrator: looks after people and the record, sees no clients"),
}


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """One of the agency's teams, or none."""

    def label_from_instance(self, team: Team) -> str:
        """Return the team's name."""
        return team.name


class _OfOneAgency(forms.Form):
    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:
        super().__init__(*args, **named)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.filter(agency_id=actor.agency_id).order_by("name")


NO_TEAM = "none"


class TeamChoiceField(forms.ChoiceField):
    """One of the agency's teams, or none, said on purpose. Its value is a team, None, or empty where nothing was said.

    `teams` are given with the request.
    """

    def offer(self, teams: Iterable[Team]) -> None:
        """Let these be chosen from."""
        self.teams = {str(team.public_id): team for team in teams}
        named = [(code, team.name) for code, team in self.teams.items()]
        self.choices = [("", _("Choose a team")), *named, (NO_TEAM, _("No team"))]

    def clean(self, value: Any) -> Any:
        """Return the team, None for no team, or an empty text."""
        chosen = super().clean(value)
        return None if chosen == NO_TEAM else self.teams.get(chosen, "")


class PostForm(forms.Form):
    """A role and a team. `membership` is the one that the page showed."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=list(ROLE_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    team = TeamChoiceField(
        label=_("Team"),
        required=False,
        help_text=_("For workers and supervisors. Without a team no supervisor sees a worker's clients."),
        error_messages={"invalid_choice": _("Choose one of the teams on the list.")},
    )
    membership = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:
        super().__init__(*args, **named)
        team: Any = self.fields["team"]
        team.offer(Team.objects.filter(agency_id=actor.agency_id).order_by("name"))

    def clean(self) -> dict[str, Any]:
        """Ask for a team, or for the choice to have none, where the role works in one."""
        fields = self.cleaned_data
        if fields.get("team") == "":
            fields["team"] = None
            if fields.get("role") in Role.in_teams():
                self.add_error("team", _("Choose a team, or “No team”: then no supervisor sees their clients."))
        return fields


class PersonForm(PostForm):
    """Somebody new."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Type a name.")})
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They sign in with it."),
        error_messages={"required": _("Type an e-mail address.")},
    )
    field_order = ["name", "email", "role", "team"]


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(
        label=_("Name of the team"), max_length=80, error_messages={"required": _("Type the name of the team.")}
    )


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Your colleagues see it."),
        error_messages={"required": _("Type your name.")},
    )


class FindPeopleForm(_OfOneAgency):
    """Whom to list."""

    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Every role")), *((one.value, one.title) for one in Role)]
    )
    team = TeamField(
        label=_("Team"),
        queryset=Team.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Every team"),
    )
    who = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("People here now")), ("left", _("People who left")), ("all", _("Everybody"))],
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """One of the agency's people, present or past."""

    def label_from_instance(self, person: Person) -> str:
        """Return the person's name."""
        return person.name


class FindEntriesForm(forms.Form):
    """Which entries of the record to list."""

    action = forms.ChoiceField(
        label=_("What was done"),
        required=False,
        choices=[("", _("Everything")), *sorted(ACTIONS.items(), key=itemgetter(1))],
    )
    person = PersonField(
        label=_("By whom"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Everybody"),
    )

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:
        super().__init__(*args, **named)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.filter(memberships__agency_id=actor.agency_id).distinct().order_by("name")
