"""The form about rooms."""

from __future__ import annotations

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import choices_field
from unstuck.web.rooms_in_use.switchable import SwitchableRoom


class RoomsForm(forms.Form):
    """Which rooms the agency uses, and whether what is under way in the others can rest."""

    used = choices_field(
        _("Rooms that your agency uses"),
        [(one.value, one.words) for one in SwitchableRoom],
        gone=_("Choose from the rooms on this page."),
    )
    sure = forms.BooleanField(label=_("What is under way in a room that I switch off can rest"), required=False)
