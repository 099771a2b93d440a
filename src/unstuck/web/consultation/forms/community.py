"""Profiles, groups, meetings and the learning shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from unstuck.interop.deidentify import Identifiers
from unstuck.language import gettext as _
from unstuck.web.components.days_ahead import day_ahead_field
from unstuck.web.components.fields import check_field, line_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.community import ColleagueOffer
from unstuck.web.consultation.actions.learning import LessonText
from unstuck.web.consultation.forms.colleagues import people
from unstuck.web.consultation.models import AgendaItem
from unstuck.web.consultation.queries import AvailableColleague
from unstuck.web.consultation.themes import themes

MOST_TAGS, LONGEST_TAG = 12, 60


class ProfileForm(NewOrVersionedForm):
    """What one knows well, and whether one can be asked."""

    def __init__(self, typed: Any, *, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        fields: dict[str, forms.Field] = {
            "competences": text_field(
                _("What do you know well?"),
                hint=_("One on each line, for example: trauma, debt advice, motivational interviewing, Somali."),
                longest=1000,
            ),
            "about": line_field(_("A sentence about you as a colleague"), longest=300),
            "takes_questions": forms.BooleanField(required=False, label=_("Colleagues may ask me")),
            "away_until": day_ahead_field(_("Away until"), none=_("I am here")),
        }
        self.fields |= fields

    def clean_competences(self) -> tuple[str, ...]:
        """Return the tags."""
        typed = [" ".join(tag.split()) for tag in self.cleaned_data["competences"].replace(",", "\n").splitlines()]
        tags = tuple(tag for tag in typed if tag)
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            limits = {"tags": MOST_TAGS, "letters": LONGEST_TAG}
            raise forms.ValidationError(_("Up to %(tags)s things, each with up to %(letters)s letters.") % limits)
        return tags


def offer_of(fields: Mapping[str, Any]) -> ColleagueOffer:
    """Return the profile that was typed."""
    return ColleagueOffer(fields["competences"], fields["about"], fields["takes_questions"], fields["away_until"])


class GroupForm(NewOrVersionedForm):
    """A group's name and who is in it, besides oneself."""

    def __init__(self, typed: Any, *, found: Sequence[AvailableColleague], initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["name"] = line_field(_("Name of the group"), _("Give the group a name."), longest=80)
        self.fields["members"] = people(_("Who else is in it?"), found)


class MeetingForm(forms.Form):
    """When a group meets."""

    def __init__(self, typed: Any, *, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["on"] = day_ahead_field(_("When do you meet?"), _("Say when you meet."))


class RecordForm(NewOrVersionedForm):
    """Who came, and one line on each case."""

    def __init__(
        self,
        typed: Any,
        *,
        people: Sequence[tuple[int, str]],
        items: Sequence[tuple[AgendaItem, Identifiers]],
        initial: Any,
    ) -> None:
        super().__init__(typed, initial=initial)
        self.known = {f"said-{item.pk}": known for item, known in items}
        self.fields["came"] = forms.TypedMultipleChoiceField(
            label=_("Who came?"),
            required=False,
            coerce=int,
            choices=[(str(key), name) for key, name in people],
            widget=forms.CheckboxSelectMultiple,
        )
        for item, _known in items:
            self.fields[f"said-{item.pk}"] = line_field(_("What was said, in one line"), longest=300)

    def clean(self) -> dict[str, Any]:
        """Refuse what points to a client."""
        super().clean()
        for name, known in self.known.items():
            try:
                check_field(policies.check_text, self.cleaned_data.get(name, ""), known=known, others_allowed=True)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data


def lines_said(fields: Mapping[str, Any]) -> dict[int, str]:
    """Return the lines by the row of the agenda."""
    return {int(name.removeprefix("said-")): text for name, text in fields.items() if name.startswith("said-")}


class LessonForm(NewOrVersionedForm):
    """What was learned."""

    def __init__(self, typed: Any, *, known: Identifiers, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.known = known
        fields: dict[str, forms.Field] = {
            "title": line_field(_("In a few words"), _("Say in a few words what it is about.")),
            "words": text_field(
                _("What was learned?"),
                _("Write down what was learned."),
                hint=_("What would help the next worker? Nobody's story: no names, no dates, no places."),
                longest=3000,
                rows=6,
            ),
            "themes": forms.MultipleChoiceField(
                label=_("Themes"),
                choices=list(themes().items()),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one theme, so that it is found.")},
            ),
        }
        self.fields |= fields

    def clean(self) -> dict[str, Any]:
        """Refuse what points to anybody."""
        super().clean()
        for name in ("title", "words"):
            try:
                check_field(policies.check_text, self.cleaned_data.get(name, ""), known=self.known)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data


def learned_of(fields: Mapping[str, Any]) -> LessonText:
    """Return what was learned."""
    return LessonText(fields["title"], fields["words"], tuple(fields["themes"]))


class ShelfSearchForm(forms.Form):
    """What to look for on the shelf. Sent as a form, so that words stay out of addresses."""

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        self.fields["words"] = line_field(_("Words"), longest=100)
        self.fields["theme"] = forms.ChoiceField(
            label=_("Theme"), required=False, choices=[("", _("All themes")), *themes().items()]
        )


class RemarkForm(NewOrVersionedForm):
    """The second look: a remark is needed to give it back."""

    def __init__(self, typed: Any, *, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["remark"] = line_field(_("Remark to the author"), longest=300)

    def clean(self) -> dict[str, Any]:
        """Refuse to give back without a remark."""
        super().clean()
        if self.data.get("do") == "give_back" and not self.cleaned_data.get("remark"):
            self.add_error("remark", _("Say what should change before it goes on the shelf."))
        return self.cleaned_data
