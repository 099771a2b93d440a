"""The question, whom to ask, and which parts of the brief stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from unstuck.interop.deidentify import age_band
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.components.fields import check_field, day_field, line_field, text_field
from unstuck.web.components.forms import NewOrVersionedForm
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.asking import QuestionDraft
from unstuck.web.consultation.forms.colleagues import people
from unstuck.web.consultation.models import Consultation, Ground, Group
from unstuck.web.consultation.queries import AvailableColleague

AGES = (12, 18, 30, 40, 50, 60, 70, 80)


class QuestionForm(NewOrVersionedForm):
    """One question, whom it goes to, and why colleagues may be asked."""

    def __init__(
        self,
        typed: Any,
        *,
        actor: Actor,
        found: Sequence[AvailableColleague],
        groups: Sequence[Group],
        today: date,
        initial: Any,
    ) -> None:
        super().__init__(typed, initial=initial)
        self.actor, self.groups, self.today = actor, {str(one.public_id): one for one in groups}, today
        self.fields |= _question_fields(found, self.groups) | ground_fields()

    def clean_colleagues(self) -> list[str]:
        """Refuse who is away or takes no questions, with the name."""
        chosen: list[str] = self.cleaned_data["colleagues"]
        check_field(policies.colleagues_asked, self.actor, chosen, self.today)
        return chosen

    def clean_group(self) -> Group | None:
        """Return the group."""
        group = self.groups.get(self.cleaned_data["group"])
        check_field(policies.check_group_answers, self.actor, group)
        return group

    def clean(self) -> dict[str, Any]:
        """Refuse where nobody is asked, or where it is not said when and how the client consented."""
        super().clean()
        fields = self.cleaned_data
        if not {"colleagues", "group"} & set(self.errors) and not fields.get("colleagues") and not fields.get("group"):
            self.add_error("colleagues", _("Choose at least one colleague or a group."))
        check_consent(self, self.today)
        return fields


def check_consent(form: forms.Form, today: date) -> None:
    """Add an error where the client's consent is the reason, and when or how they gave it is not said."""
    if form.cleaned_data.get("ground") != Ground.CONSENT:
        return
    on = form.cleaned_data.get("consent_on")
    if "consent_on" not in form.errors and on is None:
        form.add_error("consent_on", _("Say when the client consented."))
    if on is not None and on > today:
        form.add_error("consent_on", _("The date must not be after today."))
    if "consent_how" not in form.errors and not form.cleaned_data.get("consent_how"):
        form.add_error("consent_how", _("Say how the client consented."))


def _question_fields(colleagues: Sequence[AvailableColleague], groups: Mapping[str, Group]) -> dict[str, forms.Field]:
    return {
        "question": text_field(
            _("Your question, in your own words"),
            _("Ask one question in your own words."),
            hint=_("One question. What would you like a colleague to look at with you? Leave names out."),
        ),
        "about_this_stall": forms.BooleanField(
            required=False, label=_("It is about the present stall, or about things getting worse")
        ),
        "leave_out": text_field(
            _("Names to leave out"),
            hint=_("Relatives, friends, places, nicknames: anything in the record that could give away who it is. ")
            + _("The client's own name and reference are left out anyway. Nobody but you sees this list."),
            longest=1000,
            rows=2,
        ),
        "age_band": forms.ChoiceField(
            label=_("Age, if it matters"), required=False, choices=[("", _("Not told")), *_bands()]
        ),
        "colleagues": people(_("Which colleagues?"), colleagues),
        "group": forms.ChoiceField(
            label=_("Or a group"),
            required=False,
            choices=[("", _("No group")), *((key, one.name) for key, one in groups.items())],
            error_messages={"invalid_choice": _("This group cannot be asked any more. Choose another.")},
        ),
    }


def ground_fields(question: str = "", notice: str = "") -> dict[str, forms.Field]:
    """Return the question why colleagues may be asked. `question`, `notice`: its words where others are asked."""
    notice = notice or _("The client has had the agency's notice that colleagues are consulted")
    return {
        "ground": forms.ChoiceField(
            label=question or _("Does the client know that you consult colleagues?"),
            choices=[(Ground.CONSENT.value, _("The client consented")), (Ground.STANDING_NOTICE.value, notice)],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say whether the client consented or had the agency's notice.")},
        ),
        "consent_on": day_field(_("When did the client consent?")),
        "consent_how": line_field(_("How?"), hint=_("For example: asked in the session, said yes."), longest=200),
    }


def question_of(fields: Mapping[str, Any]) -> QuestionDraft:
    """Return the question that was typed."""
    return QuestionDraft(
        words=fields["question"],
        about_this_stall=fields["about_this_stall"],
        ground=Ground(fields["ground"]),
        colleagues=tuple(fields["colleagues"]),
        group=fields["group"],
        consent_on=fields["consent_on"],
        consent_how=fields["consent_how"],
        leave_out=fields["leave_out"],
        age_band=fields["age_band"],
    )


def _bands() -> list[tuple[str, str]]:
    return [(band, band) for band in map(age_band, AGES)]


def as_typed(draft: Consultation) -> dict[str, Any]:
    """Return a draft as the fields of its form."""
    return {
        "version": draft.version,
        "question": draft.question,
        "about_this_stall": draft.about_this_stall,
        "leave_out": draft.leave_out,
        "age_band": draft.age_band,
        "colleagues": draft.wanted,
        "group": str(draft.group.public_id) if draft.group else "",
        "ground": draft.ground,
        "consent_on": draft.consent_on,
        "consent_how": draft.consent_how,
    }


class ConfirmForm(NewOrVersionedForm):
    """Which parts of the brief stay. `seal` tells which brief was looked at."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, typed: Any, *, parts: Sequence[tuple[str, str]], initial: Any) -> None:
        super().__init__(typed, initial=initial)
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("What colleagues will read"),
            required=False,
            choices=list(parts),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Part of the brief is no longer there. Look again.")},
        )


class OthersForm(NewOrVersionedForm):
    """Further colleagues."""

    def __init__(
        self, typed: Any, *, found: Sequence[AvailableColleague], actor: Actor, today: date, initial: Any
    ) -> None:
        super().__init__(typed, initial=initial)
        self.actor, self.today = actor, today
        self.fields["colleagues"] = people(
            _("Who else?"), found, required=_("Choose at least one colleague."), hint=_("They read the same brief.")
        )

    def clean_colleagues(self) -> list[str]:
        """Refuse who is away or takes no questions, with the name."""
        chosen: list[str] = self.cleaned_data["colleagues"]
        check_field(policies.colleagues_asked, self.actor, chosen, self.today)
        return chosen
