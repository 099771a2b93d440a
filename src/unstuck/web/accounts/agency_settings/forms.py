"""The forms about roles that need a second factor, and about the agency's word for a client."""

from __future__ import annotations

from typing import Any

from django import forms

from unstuck.language import CLIENT_WORDS
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Role
from unstuck.web.components.fields import choice_field, choices_field


class SecondFactorRolesForm(forms.Form):
    """Which roles need a second factor. `fixed`: those for which whoever runs the site has said so already."""

    roles = choices_field(
        _("Who must have a second factor"),
        [(role.value, role.title) for role in Role],
        hint=_("Nobody ticked: everybody may have one, and nobody has to."),
        gone=_("Choose from the roles on this page."),
    )

    def __init__(self, *args: Any, fixed: frozenset[str] = frozenset(), **named: Any) -> None:
        super().__init__(*args, **named)
        roles: Any = self.fields["roles"]
        roles.choices = [(role.value, role.title) for role in Role if role.value not in fixed]


class ClientWordForm(forms.Form):
    """What the agency calls a client."""

    word = choice_field(
        _("Your word"),
        [(code, f"{one.capitalize()}, {many}") for code, (one, many) in CLIENT_WORDS.items()],
        _("Choose one of the words on this page."),
    )
