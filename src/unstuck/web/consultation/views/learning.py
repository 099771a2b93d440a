"""The learning shelf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.consultation.actions import learning
from unstuck.web.consultation.forms.community import LessonForm, RemarkForm, ShelfSearchForm, learned_of
from unstuck.web.consultation.models import Consultation, Lesson
from unstuck.web.consultation.permissions import lessons_for
from unstuck.web.consultation.presenters.lists import lesson_page, shelf_page
from unstuck.web.consultation.views.pages import form_page, mine

SHELF = "consultation:shelf"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shelf(request: Request) -> HttpResponse:
    """Show what was learned, by theme and words; what waits for a second look; and one's own that came back."""
    form = ShelfSearchForm(request.POST if request.method == "POST" else None)
    typed: Mapping[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = shelf_page(request.actor, typed.get("theme", ""), typed.get("words", ""))
    return render(request, "consultation/shelf.html", {"page": page, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_add(request: Request) -> HttpResponse:
    """Write down something learned."""
    return answer(request, _writing(request, None, None))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def learned(request: Request, consultation: UUID) -> HttpResponse:
    """Write down what was learned from a consultation that one asked for."""
    return answer(request, _writing(request, mine(request, consultation), None))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_change(request: Request, lesson: UUID) -> HttpResponse:
    """Rewrite a lesson that came back with a remark."""
    own = lessons_for(request.actor).filter(author=request.actor.id).select_related("consultation__episode__client")
    return answer(request, _writing(request, None, get_object_or_404(own, public_id=lesson)))


def _writing(request: Request, about: Consultation | None, again: Lesson | None) -> FormPage:
    known = learning.known_to(request.actor, again.consultation if again else about)
    first: dict[str, Any] = {"version": again.version if again else 0}
    if again is not None:
        chosen = list(again.themes.values_list("theme", flat=True))
        first |= {"title": again.title, "words": again.words, "themes": chosen}

    def act(fields: Mapping[str, Any], key: str) -> str:
        at = write_context(fields, key)
        made = learning.write_lesson(request.actor, learned_of(fields), at, about=about, again=again)
        return _page(made.public_id)

    return form_page(
        "lesson_write",
        lambda typed: LessonForm(typed, known=known, initial=first),
        act,
        _page,
        fresh=lambda: {"version": str(Lesson.objects.get(pk=again.pk).version if again else 0)},
        saved=_("Written down. It is on the shelf once a second person has looked at it."),
        again=again,
    )


def _page(lesson: object) -> str:
    return reverse("consultation:lesson", kwargs={"lesson": lesson})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: Request, lesson: UUID) -> HttpResponse:
    """Show one thing learned; take the second look."""
    readable = lessons_for(request.actor).select_related("author", "looked_by", "consultation__episode__client")
    current = get_object_or_404(readable, public_id=lesson)
    publishes = request.POST.get("do") != "give_back"

    def act(fields: Mapping[str, Any], key: str) -> str:
        if publishes:
            learning.publish(request.actor, current, write_context(fields, key))
        else:
            learning.give_back(request.actor, current, fields["remark"], write_context(fields, key))
        return reverse(SHELF)

    page = form_page(
        "lesson",
        lambda typed: RemarkForm(typed, initial={"version": current.version}),
        act,
        lambda _answer: reverse(SHELF),
        fresh=lambda: {"version": str(Lesson.objects.get(pk=current.pk).version)},
        saved=_("On the shelf.") if publishes else _("Returned with your remark."),
        page=lesson_page(request.actor, current),
    )
    return answer(request, page)
