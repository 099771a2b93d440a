"""Concerns: the list of those that wait, one concern, and each thing that is done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.form_recovery import token_for
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.caseload.client_pages import readable, write_context
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.components import dates
from unstuck.web.components.forms import VersionedForm
from unstuck.web.safety.actions import concerns as acts
from unstuck.web.safety.forms.concerns import (
    AssessForm,
    CloseConcernForm,
    ConcernWordsForm,
    PassOnForm,
    RaiseConcernForm,
)
from unstuck.web.safety.models import Concern
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.safety.presenters.concerns import AssessmentPrompts, assessment_prompts, concern_page, concerns_page
from unstuck.web.safety.queries import levels_of
from unstuck.web.safety.rota import ask_first, name_of, turns_for

Act = Callable[[Mapping[str, Any], str], object]


@never_cache
def concerns(request: Request) -> HttpResponse:
    """Show the open concerns, the most urgent first."""
    return render(request, "safety/concerns.html", {"page": concerns_page(request.actor, dates.today())})


@never_cache
def concern(request: Request, concern: UUID) -> HttpResponse:
    """Show one concern."""
    page = concern_page(request.actor, _readable(request, concern), dates.today(), dates.now())
    context = {"page": page, "once": token_for(request), "take_words": _take_words()}
    return render(request, "safety/concern.html", context)


@never_cache
def raise_one(request: Request, episode: UUID) -> HttpResponse:
    """Raise a concern about a client."""
    client_episode, today = readable(request, episode), dates.today()
    asked = ask_first(turns_for(client_episode), dates.now())
    leads_to = reverse("safety:safety", kwargs={"episode": episode})

    def make(typed: Any = None) -> RaiseConcernForm:
        named = name_of(asked.person) if asked else ""
        return RaiseConcernForm(typed, episode=client_episode, today=today, asked=named)

    def act(fields: Mapping[str, Any], key: str) -> str:
        sign = acts.SeenSign(
            kind=fields["kind"],
            on=fields["on"],
            source=fields["source"],
            words=fields["words"],
            role=fields["role"],
            imminent=fields["imminent"],
            by_myself=fields["who"] == "myself",
        )
        held = acts.raise_concern(request.actor, client_episode, sign, write_context({}, key))
        return _address(held)

    page = FormPage(
        template="safety/raise.html",
        make=make,
        act=act,
        again=lambda _answer: leads_to,
        saved=_("The concern is on record. It stands first until somebody has assessed it."),
        context={"episode": client_episode, "changes": []},
    )
    return answer(request, page)


@never_cache
def take(request: Request, concern: UUID) -> HttpResponse:
    """Take a concern on: its clock stops. The button stands on the concern; this page, where it was refused."""
    held = _readable(request, concern)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.take_on(request.actor, held, write_context(fields, key))

    page = _form(
        request, held, _("Take this concern on"), VersionedForm, act, _("You have taken it on. Assess it next."),
        verb=_("Take it on"), about=[_take_words()],
    )  # fmt: skip
    return answer(request, page)


@never_cache
def assess(request: Request, concern: UUID) -> HttpResponse:
    """Record what was asked and found."""
    held, today = _readable(request, concern), dates.today()
    levels = levels_of(held.episode.client.agency_id)

    def make(typed: Any = None, **options: Any) -> AssessForm:
        return AssessForm(typed, concern=held, today=today, levels=levels, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        given = {name: value for name, value in fields.items() if name != "version"}
        findings = acts.AssessmentFindings(**given)
        acts.assess(request.actor, held, findings, write_context(fields, key))

    about = [_("An assessment is words, not a tick. Whether the danger is imminent is always asked.")]
    saved, prompts = _("The assessment is on record."), assessment_prompts(held)
    page = _form(request, held, _("Record an assessment"), make, act, saved, about=about, prompts=prompts)
    return answer(request, page)


@never_cache
def pass_on(request: Request, concern: UUID) -> HttpResponse:
    """Hand a concern to somebody else who answers for it."""
    held = _readable(request, concern)
    here = Membership.objects.filter(agency=request.actor.agency_id, ended_at=None, role__in=WITH_CLIENTS)
    people = [
        (str(row.person.public_id), row.person.name) for row in here.select_related("person").order_by("person__name")
    ]

    def make(typed: Any = None, **options: Any) -> PassOnForm:
        return PassOnForm(typed, people=people, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        to = get_object_or_404(Person, public_id=fields["to"])
        acts.pass_on(request.actor, held, to, fields["words"], write_context(fields, key))

    page = _form(request, held, _("Pass this concern on"), make, act, _("They have been told."), verb=_("Pass it on"))
    return answer(request, page)


@never_cache
def report(request: Request, concern: UUID) -> HttpResponse:
    """Record that a report was made."""
    held = _readable(request, concern)

    def make(typed: Any = None, **options: Any) -> ConcernWordsForm:
        return ConcernWordsForm(
            typed,
            label=_("To whom was it reported, when, and under which reference?"),
            missing=_("Say to whom it was reported, and under which reference if there is one."),
            hint=_("Also say what they said they would do, and by when."),
            **options,
        )

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.record_report(request.actor, held, fields["words"], write_context(fields, key))

    saved = _("The report is on record, and a supervisor was told.")
    return answer(request, _form(request, held, _("Record the report"), make, act, saved))


@never_cache
def medical_help(request: Request, concern: UUID) -> HttpResponse:
    """Record that medical help was arranged."""
    held = _readable(request, concern)

    def make(typed: Any = None, **options: Any) -> ConcernWordsForm:
        return ConcernWordsForm(
            typed,
            label=_("Which help was arranged, and what happens next?"),
            missing=_("Say which help was arranged, and what happens next."),
            **options,
        )

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.record_help(request.actor, held, fields["words"], write_context(fields, key))

    page = _form(request, held, _("Record the medical help"), make, act, _("The help is on record."))
    return answer(request, page)


@never_cache
def close(request: Request, concern: UUID) -> HttpResponse:
    """Close a concern with a reason."""
    held = _readable(request, concern)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.close(request.actor, held, fields["because"], fields["words"], write_context(fields, key))

    about = [_("It stays on record. Another sign raises a new concern.")]
    page = _form(
        request, held, _("Close this concern"), CloseConcernForm, act, _("The concern is closed."),
        verb=_("Close the concern"), about=about,
    )  # fmt: skip
    return answer(request, page)


def _readable(request: Request, concern: UUID) -> Concern:
    """Return a concern that this person may read; any other is as if it did not exist."""
    rows = concerns_for(request.actor).select_related("episode__client__agency", "episode__worker", "responder")
    return get_object_or_404(rows, public_id=concern)


def _take_words() -> str:
    return _("Take it on only if you can act on it: everybody then sees that you answer for it.")


def _address(held: Concern) -> str:
    return reverse("safety:concern", kwargs={"concern": held.public_id})


def _form(
    request: Request,
    held: Concern,
    title: str,
    make: Callable[..., forms.Form],
    act: Act,
    saved: str,
    *,
    verb: str = "",
    about: list[str] | None = None,
    prompts: AssessmentPrompts | None = None,
) -> FormPage:
    """Return the page of a form about one concern; it leads back to the concern."""

    def done(fields: Mapping[str, Any], key: str) -> str:
        act(fields, key)
        return _address(held)

    def freshen(typed: Any) -> Any:
        if request.method != "POST":
            return typed
        fresh = typed.copy()
        fresh["version"] = str(Concern.objects.values_list("version", flat=True).get(pk=held.pk))
        return fresh

    context = {"concern": held, "title": title, "verb": verb or _("Save"), "about": about or [], "back": _address(held)}
    context["prompts"] = prompts
    return FormPage(
        template="safety/form.html",
        make=lambda typed: make(typed, initial={"version": held.version}),
        act=done,
        again=lambda _answer: _address(held),
        saved=saved,
        context=context,
        freshen=freshen,
    )
