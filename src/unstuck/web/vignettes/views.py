"""A lesson of the shelf becomes a vignette: its facts, its story, the preview, the second look, the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.learning.writing import as_toml, options_for, steps_for
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.components import dates
from unstuck.web.vignettes import actions
from unstuck.web.vignettes.facts_in_words import parts_of
from unstuck.web.vignettes.forms import (
    FactsForm,
    StoryOfOwnForm,
    VignetteLookForm,
    VignetteWithdrawForm,
    text_of,
    typed_before,
)
from unstuck.web.vignettes.models import AgencyVignette
from unstuck.web.vignettes.permissions import knows_client, lessons_to_use, vignettes_for
from unstuck.web.vignettes.presenters import own_vignettes_page, vignette_page
from unstuck.web.vignettes.queries import banded_facts, basis_of, case_in, known_about

LIST = "vignettes:vignettes"


@never_cache
@require_safe
def vignettes(request: Request) -> HttpResponse:
    """Show the agency's own vignettes, and from what one can be made."""
    return render(request, "vignettes/vignettes.html", {"page": own_vignettes_page(request.actor, dates.today())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, episode: UUID) -> HttpResponse:
    """Choose a lesson, and which facts of the client's case the vignette keeps."""
    current = own(request, episode, check_is_own)
    basis = basis_of(request.actor, current)
    lessons = list(lessons_to_use(request.actor, current).order_by("-written_at"))
    parts = parts_of(banded_facts(current, basis.on)) if basis and lessons else []

    def act(fields: Mapping[str, Any], key: str) -> str:
        lesson = next(one for one in lessons if str(one.public_id) == fields["lesson"])
        made = actions.begin(request.actor, current, lesson, fields["parts"], write_context(fields, key))
        return _tell_address(made.public_id)

    offered = [(str(one.public_id), one.title) for one in lessons]
    page = FormPage(
        "vignettes/begin.html",
        lambda typed: FactsForm(typed, lessons=offered, parts=parts),
        act,
        _tell_address,
        context={"lessons": lessons, "basis": basis, "parts": parts},
    )
    return answer(request, page)


def _tell_address(public_id: object) -> str:
    return reverse("vignettes:tell", kwargs={"vignette": public_id})


def _address(public_id: object) -> str:
    return reverse("vignettes:vignette", kwargs={"vignette": public_id})


def _readable(request: Request, vignette: UUID) -> AgencyVignette:
    rows = vignettes_for(request.actor).select_related("author", "looked_by", "episode__client", "lesson")
    return get_object_or_404(rows, public_id=vignette)


def _freshen(request: Request, vignette: UUID) -> Callable[[Any], Any]:
    """Return how a refused form gets the present version."""

    def freshen(typed: Any) -> Any:
        again = typed.copy()
        again["version"] = str(_readable(request, vignette).version)
        return again

    return freshen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: Request, vignette: UUID) -> HttpResponse:
    """Write the story and its four options."""
    row = _readable(request, vignette)
    if row.author_id != request.actor.id:
        raise Http404
    case = case_in(row.facts)
    steps, options = steps_for(case), options_for(case)
    known, quotes = known_about(request.actor, row.episode), knows_client(request.actor, row)
    initial = {"version": row.version, **typed_before(row.topic, row.told)}

    def make(typed: Any) -> forms.Form:
        about = {"facts": row.facts, "steps": steps, "options": options, "known": known, "quotes": quotes}
        return StoryOfOwnForm(typed, **about, initial=initial)

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.tell_story(request.actor, row, text_of(fields), write_context(fields, key))
        return _address(row.public_id)

    basis = basis_of(request.actor, row.episode)
    context = {
        "row": row,
        "facts": parts_of(row.facts),
        "lesson": row.lesson,
        "brief": basis.brief if basis else None,
        "steps": steps,
    }
    page = FormPage("vignettes/tell.html", make, act, _address, context=context, freshen=_freshen(request, vignette))
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vignette(request: Request, vignette: UUID) -> HttpResponse:
    """Show a vignette as learners will read it; confirm it, or take the second look."""
    row, do = _readable(request, vignette), request.POST.get("do", "")
    saved = {
        "confirm": _("It waits for a second person now."),
        "publish": _("Colleagues can practise it now."),
        "give_back": _("Returned with your remark."),
    }

    def act(fields: Mapping[str, Any], key: str) -> str:
        context = write_context(fields, key)
        if do == "give_back":
            actions.give_back(request.actor, row, fields["remark"], context)
        elif do == "publish":
            actions.publish(request.actor, row, context)
        else:
            actions.confirm(request.actor, row, context)
        return reverse(LIST)

    page = FormPage(
        "vignettes/vignette.html",
        lambda typed: VignetteLookForm(typed, initial={"version": row.version}),
        act,
        lambda _led: reverse(LIST),
        saved=saved.get(do, saved["confirm"]),
        context={"page": vignette_page(request.actor, row)},
        freshen=_freshen(request, vignette),
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, vignette: UUID) -> HttpResponse:
    """Withdraw a vignette: from then on nobody practises it."""
    row = _readable(request, vignette)

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.withdraw(request.actor, row, fields["reason"], write_context(fields, key))
        return reverse(LIST)

    page = FormPage(
        "vignettes/withdraw.html",
        lambda typed: VignetteWithdrawForm(typed, initial={"version": row.version}),
        act,
        lambda _led: reverse(LIST),
        saved=_("Withdrawn. Nobody practises it any more."),
        context={"row": row, "page": vignette_page(request.actor, row)},
        freshen=_freshen(request, vignette),
    )
    return answer(request, page)


@never_cache
@require_safe
def export(request: Request, vignette: UUID) -> HttpResponse:
    """Return a vignette as the file that `unstuck vignettes validate` reads."""
    row = _readable(request, vignette)
    if not row.told:
        raise Http404
    made = HttpResponse(as_toml(row.topic, {row.code: row.row}), content_type="application/toml; charset=utf-8")
    made["Content-Disposition"] = 'attachment; filename="vignette.toml"'
    return made
