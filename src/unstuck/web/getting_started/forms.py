"""The form about the backup."""

from __future__ import annotations

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.fields import day_field, line_field


class BackupForm(forms.Form):
    """Who looks after the copies."""

    who = line_field(
        _("Who looks after the copies"),
        _("Say who looks after the copies."),
        _("A name, or a place such as your council's IT."),
    )
    tried_on = day_field(
        _("When was a copy last brought back, as a trial?"),
        hint=_("Leave it empty if that has not been tried. We ask again after half a year."),
    )
