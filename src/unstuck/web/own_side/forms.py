"""The form of one's own side."""

from __future__ import annotations

from django import forms

from unstuck.guidance.consultation import OWN_SIDE
from unstuck.language import gettext as _
from unstuck.web.components.fields import choices_field


def own_side_words() -> dict[str, str]:
    """Return what may be true of a worker, in the order of the rules, in the words of the form."""
    words = {
        "unsure": _("I am unsure what would help."),
        "strong_feelings": _("This work stirs up strong feelings in me."),
        "outside_competence": _("It goes beyond what I am trained for."),
        "dual_relationship": _("I know the client in another way too, or somebody close to them."),
        "overloaded": _("I have too much on to do this well."),
        "leaving": _("I am about to leave, or to be away for long."),
    }
    return {name: words[name] for name in OWN_SIDE}


class OwnSideForm(forms.Form):
    """What is true of the worker at present; nothing ticked wipes what was kept."""

    names = choices_field(
        _("What is true of you at present, with this client?"),
        own_side_words().items(),
        hint=_("Untick what is no longer true. With nothing ticked, nothing is kept."),
        gone=_("Tick from the list."),
    )
