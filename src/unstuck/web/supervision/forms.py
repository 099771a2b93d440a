"""The forms of a meeting. Each has a prefix of its own: they stand on one page."""

from __future__ import annotations

from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.fields import choice_field, day_field, line_field, text_field

WORKER, SUPERVISOR = "worker", "supervisor"


class AgendaPointForm(forms.Form):
    """Something to talk about."""

    prefix = "point"
    words = line_field(
        _("What would you like to talk about?"), _("Say what you would like to talk about."), longest=300
    )


class AgreedPointForm(forms.Form):
    """What was agreed: what, who, and by when. `names`: of the worker and the supervisor."""

    prefix = "agreed"
    words = line_field(_("What was agreed?"), _("Say what was agreed."), longest=300)
    whose = choice_field(_("Who does it?"), (), _("Choose who does it."))
    due_on = day_ahead_field(_("By which day?"), _("Say by which day."))

    def __init__(self, *args: Any, names: tuple[str, str], **named: Any) -> None:
        super().__init__(*args, **named)
        whose: Any = self.fields["whose"]
        whose.choices = [(WORKER, names[0]), (SUPERVISOR, names[1])]


class SupervisionNoteForm(forms.Form):
    """A note of supervision, or the answer to one."""

    prefix = "note"
    words = text_field(
        _("A note for the two of you"),
        _("Write the note."),
        _("Nobody but the two of you reads it. What belongs to a client's record is recorded there."),
    )


class AnswerForm(forms.Form):
    """The answer to a note."""

    prefix = "answer"
    words = text_field(_("Your answer"), _("Write the answer."), rows=2)


class MeetingDayForm(forms.Form):
    """The day on which the two met."""

    prefix = "met"
    on = day_field(_("We met on"), _("Choose the day on which you met."))
