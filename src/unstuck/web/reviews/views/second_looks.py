"""An ending in a crisis: a worker asks a second person, who looks at it and answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.client_pages import client_form_page, own, write_context
from unstuck.web.caseload.permissions import check_is_own, may_read
from unstuck.web.components import dates
from unstuck.web.consultation.permissions import colleagues_of
from unstuck.web.reviews.actions.intended import intend_ending, look_at_intended, withdraw_intended
from unstuck.web.reviews.ending_kinds import EndingKind, ending_kinds
from unstuck.web.reviews.forms.endings import IntendForm, SecondLookForm, WithdrawIntentionForm
from unstuck.web.reviews.permissions import second_looks_for
from unstuck.web.reviews.presenters.ending import ending_kind_page, second_look_page
from unstuck.web.transfers.permissions import own_supervisors


@never_cache
def intend(request: Request, episode: UUID, ending: str) -> HttpResponse:
    """Say in words what one intends, and ask a second person to look at it."""
    kind, intending = _own_accord(ending), own(request, episode, check_is_own)
    people = _people(request)

    def make(typed: Any = None, **options: Any) -> IntendForm:
        return IntendForm(typed, people=[(key, words) for key, (_one, words) in people.items()], **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        second = people[fields["second"]][0]
        context = write_context(fields, key)
        intend_ending(request.actor, intending, ending, fields["words"], fields["risk_words"], second, context)
        return _end_as(episode, ending)

    shown = ending_kind_page(request.actor, intending, kind, dates.today())
    page = client_form_page(
        request,
        intending,
        "reviews/intend.html",
        make,
        act,
        _end_as(episode, ending),
        saved=_("The second person was told that something waits. Their answer comes to you the same way."),
        context={"page": shown},
    )
    return answer(request, page)


@never_cache
def unintend(request: Request, episode: UUID, ending: str) -> HttpResponse:
    """Take back what one intended."""
    _own_accord(ending)
    intending = own(request, episode, check_is_own)

    def act(fields: Mapping[str, Any], key: str) -> str:
        withdraw_intended(request.actor, intending, write_context(fields, key))
        return leads_to

    leads_to = reverse("home:client", kwargs={"episode": episode})
    saved = _("Withdrawn. The work goes on.")
    template, make = "reviews/unintend.html", WithdrawIntentionForm
    return answer(request, client_form_page(request, intending, template, make, act, leads_to, saved=saved))


@never_cache
def second_look(request: Request, intended: UUID) -> HttpResponse:
    """Look at the ending that a colleague intends, and agree or object in words."""
    asked = get_object_or_404(
        second_looks_for(request.actor).select_related("episode__client", "episode__worker", "by"), public_id=intended
    )

    def act(fields: Mapping[str, Any], key: str) -> str:
        look_at_intended(request.actor, asked, fields["answer"], fields["words"], write_context(fields, key))
        return leads_to

    leads_to = reverse("reviews:reviews")
    shown = second_look_page(asked, dates.today(), may_read=may_read(request.actor, asked.episode))
    page = FormPage(
        template="reviews/second_look.html",
        make=SecondLookForm,
        act=act,
        again=lambda _answer: leads_to,
        saved=_("Thank you. Your colleague was told that you have answered."),
        context={"page": shown},
    )
    return answer(request, page)


def _own_accord(ending: str) -> EndingKind:
    kind = ending_kinds().get(ending)
    if kind is None or not kind.own_accord:
        raise Http404
    return kind


def _people(request: Request) -> dict[str, tuple[Person, str]]:
    """Return who can be asked, by public id: the supervisors of the team first, then the other colleagues."""
    supervising = set(own_supervisors(request.actor).values_list("person_id", flat=True))
    found = colleagues_of(request.actor).select_related("person").order_by("person__name")
    ordered = sorted(found, key=lambda one: one.person_id not in supervising)
    return {
        str(one.person.public_id): (
            one.person,
            _("%(name)s, supervisor of your team") % {"name": one.person.name}
            if one.person_id in supervising
            else one.person.name,
        )
        for one in ordered
    }


def _end_as(episode: UUID, ending: str) -> str:
    return reverse("reviews:end_as", kwargs={"episode": episode, "ending": ending})
