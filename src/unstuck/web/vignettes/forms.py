"""The forms of a vignette of an agency's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from unstuck.guidance import Consideration
from unstuck.interop.deidentify import Identifiers
from unstuck.language import gettext as _
from unstuck.learning.agreement import Fault
from unstuck.learning.library import topic_titles
from unstuck.learning.reading import OPTIONS
from unstuck.learning.writing import checked
from unstuck.web.components.fields import check_field, choice_errors, choice_field, line_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm, VersionedForm
from unstuck.web.consultation import policies
from unstuck.web.vignettes.actions import VignetteText, fault_in_words, told_of
from unstuck.web.vignettes.facts_in_words import FactsPart

OTHERS = range(1, OPTIONS)
FIRST_STEPS = 5
"""So many of the steps that the rules give can be the answer: what comes later is no next step."""


class FactsForm(forms.Form):
    """Which lesson, and which parts of the case."""

    def __init__(self, typed: Any, *, lessons: Sequence[tuple[str, str]], parts: Sequence[FactsPart]) -> None:
        super().__init__(typed, initial={"parts": [part.code for part in parts if part.chosen]})
        self.fields["lesson"] = choice_field(
            _("Which lesson is the vignette to teach?"), lessons, problem=_("Choose one of your lessons.")
        )
        self.fields["parts"] = forms.MultipleChoiceField(
            required=False, choices=[(part.code, part.title) for part in parts]
        )


class StoryOfOwnForm(NewOrVersionedForm):
    """The story and its four options; what does not hold with the rules is said beside the field."""

    def __init__(
        self,
        typed: Any,
        *,
        facts: Mapping[str, Any],
        steps: Sequence[Consideration],
        options: Mapping[str, str],
        known: Identifiers,
        quotes: bool,
        initial: Any,
    ) -> None:
        super().__init__(typed, initial=initial)
        self.facts, self.known, self.quotes = facts, known, quotes
        fields: dict[str, forms.Field] = {
            "topic": _select(_("Topic"), topic_titles().items(), _("Choose a topic.")),
            "title": line_field(_("Title"), _("Give it a title."), longest=80),
            "story": text_field(
                _("The story"),
                _("Tell the story."),
                _("A made-up person with these facts. Change work, family and place; say “in her forties”."),
                rows=7,
                longest=1500,
            ),
            "best": choice_field(
                _("The best next step"), _answers(steps), _("Choose the best next step."),
                _("In the order of the rules for these facts. Choose the first that your story has not seen to."),
            ),
            "says": line_field(_("In your words"), _("Say the best step as a learner would."), longest=300),
            "why": text_field(_("Why is it the best?"), _("Say why it is the best."), longest=1000),
        }  # fmt: skip
        self.fields |= fields
        for place in OTHERS:
            self.fields |= _other(place, options)

    @property
    def others(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of the three other options, option by option."""
        return [(place, [self[f"{name}_{place}"] for name in ("code", "says", "leads")]) for place in OTHERS]

    def clean(self) -> dict[str, Any]:
        """Refuse what points to somebody, and what the rules answer otherwise."""
        super().clean()
        for name in [name for name, value in self.cleaned_data.items() if isinstance(value, str)]:
            try:
                check_field(policies.check_text, self.cleaned_data[name], known=self.known, quotes=self.quotes)
            except forms.ValidationError as error:
                self.add_error(name, error)
        if not self.errors:
            self._check_rules()
        return self.cleaned_data

    def _check_rules(self) -> None:
        text = text_of(self.cleaned_data)
        if len(text.options) < OPTIONS:
            self.add_error("code_3", _("Choose four different options."))
            return
        _read, faults = checked(text.topic, "own", {**told_of(self.facts, text), "facts": self.facts})
        for fault in faults:
            self.add_error(self._field_of(fault), fault_in_words(text.title, fault))

    def _field_of(self, fault: Fault) -> str | None:
        """Return the field of the form that a fault of a vignette is about; None for the facts."""
        parts = fault[0].split(".")
        if parts[0] in self.fields:
            return parts[0]
        if parts[0] in ("rule", "also", "in_hand"):
            return "best"
        if parts[0] != "options" or len(parts) == 1:
            return None
        place = next((place for place in OTHERS if self.cleaned_data.get(f"code_{place}") == parts[1]), None)
        if place is None:
            return "says"
        return f"{ {'says': 'says', 'leads_to': 'leads'}.get(parts[-1], 'code') }_{place}"


def _select(label: str, choices: Iterable[tuple[str, str]], problem: str) -> forms.ChoiceField:
    """Return a question with too many answers for a list of buttons."""
    offered = [("", _("Choose")), *choices]
    return forms.ChoiceField(label=label, choices=offered, error_messages=choice_errors(problem))


def _answers(steps: Sequence[Consideration]) -> list[tuple[str, str]]:
    return [(step.code, step.title) for step in steps[:FIRST_STEPS]]


def _other(place: int, options: Mapping[str, str]) -> dict[str, forms.Field]:
    stands_for = _select(
        _("What it stands for"), ((code, _(title)) for code, title in options.items()),
        _("Choose what this option stands for."),
    )  # fmt: skip
    return {
        f"code_{place}": stands_for,
        f"says_{place}": line_field(_("In your words"), _("Say this option as a learner would."), longest=300),
        f"leads_{place}": text_field(
            _("What it would have led to"), _("Say what it would have led to."), rows=2, longest=600
        ),
    }


def text_of(fields: Mapping[str, Any]) -> VignetteText:
    """Return what was typed."""
    options = {fields["best"]: {"says": fields["says"]}}
    for place in OTHERS:
        options.setdefault(
            fields[f"code_{place}"], {"says": fields[f"says_{place}"], "leads_to": fields[f"leads_{place}"]}
        )
    return VignetteText(fields["topic"], fields["title"], fields["story"], fields["why"], fields["best"], options)


def typed_before(topic: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was written before as the fields hold it."""
    if not told:
        return {}
    options = dict(told["options"])
    fields = {"topic": topic, "best": told["best"], "says": options.pop(told["best"])["says"]}
    fields |= {name: told[name] for name in ("title", "story", "why")}
    for place, (code, option) in zip(OTHERS, options.items(), strict=True):
        fields |= {f"code_{place}": code, f"says_{place}": option["says"], f"leads_{place}": option["leads_to"]}
    return fields


class VignetteLookForm(VersionedForm):
    """The second look, or the author's confirmation: a remark is needed to give it back."""

    def __init__(self, typed: Any, *, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["remark"] = line_field(_("Remark to the author"), longest=300)

    def clean(self) -> dict[str, Any]:
        """Refuse to give back without a remark."""
        super().clean()
        if self.data.get("do") == "give_back" and not self.cleaned_data.get("remark"):
            self.add_error("remark", _("Say what should change before colleagues practise it."))
        return self.cleaned_data


class VignetteWithdrawForm(VersionedForm):
    """Why it is withdrawn."""

    def __init__(self, typed: Any, *, initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["reason"] = line_field(_("Why?"), _("Say why."), longest=300)
