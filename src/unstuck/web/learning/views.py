"""Practising: one story at a time, mock examinations, hours. Everything here is the learner's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.learning.library import topic_titles
from unstuck.learning.practice import question
from unstuck.learning.vignette import Vignette
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.learning import queries
from unstuck.web.learning.actions import choose_how, give_answer, start_mock, wipe_learning
from unstuck.web.learning.forms import HoursForm, HowForm, StoryForm
from unstuck.web.learning.models import MockExam
from unstuck.web.learning.own_language import in_own_language
from unstuck.web.learning.permissions import answers_of, choices_of, mocks_of
from unstuck.web.learning.presenters import answer_page, mock_rows
from unstuck.web.learning.stories import stories_for
from unstuck.web.learning.weeks.permissions import tries_of

_SALT = "unstuck.learning"
QUARTER = timedelta(days=91)
LATEST = 10
"""How many of the last answers the first page lists."""


@never_cache
@require_safe
@in_own_language
def learning(request: Request) -> HttpResponse:
    """Show what there is to do, and how far one has come."""
    history, now = queries.history_of(request.actor), dates.now()
    choices, told = choices_of(request.actor), stories_for(request.actor)
    today = queries.story_of_the_day(request.actor, dates.today()) if choices.one_a_day else None
    latest = [one for one in answers_of(request.actor).filter(mock=None).reverse()[:LATEST] if one.story in told]
    context = {
        "topics": queries.progress_by_topic(request.actor, history),
        "due": len(queries.due_stories(history, now)),
        "todays": today,
        "todays_done": today is not None and _told_today(history.get(today.code, ())),
        "latest": [(told[one.story].title, one) for one in latest],
        "mocks": list(mocks_of(request.actor)[:LATEST]),
    }
    return render(request, "learning/learning.html", context)


def _told_today(answers: Any) -> bool:
    return any(dates.today() == localdate(one.at) for one in answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def practise(request: Request) -> HttpResponse:
    """Tell one story and keep what was chosen."""
    told = _sent_story(request) or _next(request)
    topic = request.GET.get("topic", "")

    def act(fields: Mapping[str, Any], key: str) -> str:
        context = write_context({}, key)
        given = give_answer(request.actor, told.code, fields["chosen"], _opened(fields["opened"]), context)
        return _answer_address(given.public_id)

    page = FormPage(
        template="learning/practise.html",
        make=_story_form(request, told),
        act=act,
        again=_answer_address,
        context={"story": told, "topic": topic_titles().get(topic, "")},
    )
    return answer(request, page)


def _next(request: Request) -> Vignette:
    topic = request.GET.get("topic", "")
    if topic and topic not in topic_titles():
        raise Http404
    if "today" in request.GET:
        return queries.story_of_the_day(request.actor, dates.today())
    return queries.next_story(request.actor, queries.history_of(request.actor), dates.now(), topic)


def _sent_story(request: Request) -> Vignette | None:
    """Return the story that was answered; None where the form names none."""
    code = request.POST.get("story", "")
    if not code:
        return None
    told = stories_for(request.actor).get(code)
    if told is None:
        raise Http404
    return told


def _story_form(request: Request, told: Vignette) -> Callable[[Any], forms.Form]:
    """Return how to make the form of a story: its options in this learner's order, and when it was opened."""
    times = answers_of(request.actor).filter(story=told.code).count()
    options = queries.options_for(request.actor, told, times)
    initial = {"story": told.code, "opened": signing.dumps(dates.now().isoformat(), salt=_SALT)}

    def make(typed: Any) -> forms.Form:
        return StoryForm(typed, question(told), options, initial=initial)

    return make


def _opened(token: str) -> datetime:
    """Return when a story was shown; what was not signed here counts for no time."""
    try:
        return datetime.fromisoformat(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return dates.now()


def _answer_address(public_id: object) -> str:
    return reverse("learning:answer", kwargs={"answer": public_id})


@never_cache
@require_safe
@in_own_language
def answered(request: Request, answer: UUID) -> HttpResponse:
    """Show why, and what the others would have led to; of a mock examination only once it is over."""
    given = get_object_or_404(answers_of(request.actor).select_related("mock"), public_id=answer)
    told = stories_for(request.actor).get(given.story)
    if told is None or (given.mock and queries.open_story(request.actor, given.mock, dates.now())):
        raise Http404
    context = {"page": answer_page(request.actor, given), "given": given, "topic": told.topic}
    return render(request, "learning/answer.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def begin_mock(request: Request) -> HttpResponse:
    """Say what a mock examination is, and begin one."""

    def act(_fields: Mapping[str, Any], key: str) -> str:
        return _mock_address(start_mock(request.actor, SystemRandom(), write_context({}, key)).public_id)

    page = FormPage(template="learning/begin_mock.html", make=forms.Form, act=act, again=_mock_address)
    return answer(request, page)


def _mock_address(public_id: object) -> str:
    return reverse("learning:mock", kwargs={"mock": public_id})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def mock_exam(request: Request, mock: UUID) -> HttpResponse:
    """Tell the next story of a mock examination; at its end, show how it went."""
    exam = get_object_or_404(mocks_of(request.actor), public_id=mock)
    code = queries.open_story(request.actor, exam, dates.now())
    sent = _sent_story(request)
    if code is None and sent is None:
        return _mock_result(request, exam)
    told = sent or stories_for(request.actor)[str(code)]
    if told.code not in exam.stories:
        raise Http404

    def act(fields: Mapping[str, Any], key: str) -> str:
        context = write_context({}, key)
        give_answer(request.actor, told.code, fields["chosen"], _opened(fields["opened"]), context, exam)
        return _mock_address(exam.public_id)

    page = FormPage(
        template="learning/mock.html",
        make=_story_form(request, told),
        act=act,
        again=lambda _led: _mock_address(exam.public_id),
        context={"story": told, "mock": exam, "place": exam.answers.count() + 1, "left": _minutes_left(exam)},
    )
    return answer(request, page)


def _minutes_left(exam: MockExam) -> int:
    return max(0, int((exam.ends_at - dates.now()).total_seconds() // 60))


def _mock_result(request: Request, exam: MockExam) -> HttpResponse:
    rows = mock_rows(request.actor, exam)
    right = sum(row.answer is not None and row.answer.right for row in rows)
    return render(request, "learning/mock_result.html", {"mock": exam, "rows": rows, "right": right})


@never_cache
@require_safe
@in_own_language
def hours(request: Request) -> HttpResponse:
    """Count the time of practice between two days, as a page to print."""
    today = dates.today()
    typed = request.GET if "first" in request.GET else {"first": today - QUARTER, "last": today}
    form = HoursForm(typed)
    context: dict[str, Any] = {"form": form, "time": "", "count": 0}
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        counted = answers_of(request.actor).filter(at__gte=dates.day_begins(first), at__lt=dates.day_ends(last))
        spent = dates.duration(queries.seconds_of(request.actor, first, last) // 60)
        context |= {"time": spent, "count": counted.count()}
        context |= {"first": first, "last": last}
    return render(request, "learning/hours.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def how(request: Request) -> HttpResponse:
    """Choose the language, and whether to be shown one story a day."""
    choices = choices_of(request.actor)

    def act(fields: Mapping[str, Any], key: str) -> str:
        choose_how(request.actor, fields["language"], fields["one_a_day"], write_context({}, key))
        return reverse("learning:learning")

    def make(typed: Any = None) -> HowForm:
        return HowForm(typed, initial={"language": choices.language, "one_a_day": choices.one_a_day})

    page = FormPage("learning/how.html", make, act, lambda _led: reverse("learning:learning"))
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def wipe(request: Request) -> HttpResponse:
    """Wipe everything that was kept of one's learning."""

    def act(_fields: Mapping[str, Any], key: str) -> str:
        wipe_learning(request.actor, write_context({}, key))
        return reverse("learning:learning")

    page = FormPage(
        "learning/wipe.html",
        forms.Form,
        act,
        lambda _led: reverse("learning:learning"),
        saved=_("Wiped."),
        context={"count": answers_of(request.actor).count(), "tries": tries_of(request.actor).count()},
    )
    return answer(request, page)
