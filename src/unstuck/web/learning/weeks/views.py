"""A client over weeks: one point a page, a choice, and at the end what became of it. All of it is the learner's own."""

from __future__ import annotations

from collections.abc import Mapping
from random import SystemRandom
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import spoken
from unstuck.learning.weeks.course import Course
from unstuck.learning.weeks.library import people
from unstuck.learning.weeks.words import ending_title, in_english, made_up, question, where
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.learning.own_language import in_own_language
from unstuck.web.learning.weeks.actions import begin_course, choose_in_course
from unstuck.web.learning.weeks.forms import WeeksChoiceForm, WhomForm
from unstuck.web.learning.weeks.models import CourseTry
from unstuck.web.learning.weeks.permissions import tries_of
from unstuck.web.learning.weeks.presenters import weeks_end, weeks_point
from unstuck.web.learning.weeks.queries import course_of, tries_told


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def weeks(request: Request) -> HttpResponse:
    """Say what a client over weeks is, and begin with one of the made-up people."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        begun = begin_course(request.actor, fields["made_up"], SystemRandom(), write_context({}, key))
        return _address(begun.public_id)

    courses = [(one, course_of(one)) for one in tries_told(request.actor)]
    context = {"made_up": made_up(), "tries": [(one, course.person.title, _how(course)) for one, course in courses]}
    return answer(request, FormPage("learning/weeks.html", WhomForm, act, _address, context=context))


def _how(course: Course) -> str:
    return ending_title(course.ending) if course.ending else where(course.now.week)


def _address(public_id: object) -> str:
    return reverse("learning:weeks_try", kwargs={"course_try": public_id})


def _own_try(request: Request, public_id: UUID) -> CourseTry:
    found = get_object_or_404(tries_of(request.actor), public_id=public_id)
    if found.made_up not in people():
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def weeks_try(request: Request, course_try: UUID) -> HttpResponse:
    """Show where a course has come to, and keep what is chosen there; at its end, how it went."""
    own = _own_try(request, course_try)
    course = course_of(own)
    if course.ending and request.method == "POST":
        return HttpResponseRedirect(_address(own.public_id))  # there is nothing left to choose: show how it ended
    if course.ending:
        context = {"end": weeks_end(course, own.seed), "told": course.person, "own": own, "made_up": made_up()}
        context["in_english"] = in_english()
        return render(request, "learning/weeks_end.html", context)

    def make(typed: Any) -> forms.Form:
        return WeeksChoiceForm(typed, question(course.person.name), initial={"place": own.choices.count()})

    def act(fields: Mapping[str, Any], key: str) -> str:
        choose_in_course(request.actor, own, fields["place"], fields["chosen"], write_context({}, key))
        return _address(own.public_id)

    def freshen(typed: Any) -> Any:
        return {**typed.dict(), "place": own.choices.count()}

    shown = {"told": course.person, "point": weeks_point(course), "own": own, "made_up": made_up()}
    return answer(request, FormPage("learning/weeks_point.html", make, act, _address, context=shown, freshen=freshen))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def weeks_again(request: Request, course_try: UUID) -> HttpResponse:
    """Begin a new try at the same person; the one before stays as it was."""
    own = _own_try(request, course_try)

    def act(_fields: Mapping[str, Any], key: str) -> str:
        return _address(begin_course(request.actor, own.made_up, SystemRandom(), write_context({}, key)).public_id)

    context = {"told": people(spoken())[own.made_up], "own": own}
    return answer(request, FormPage("learning/weeks_again.html", forms.Form, act, _address, context=context))
