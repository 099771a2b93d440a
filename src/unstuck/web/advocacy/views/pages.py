"""Pages to read: which kind of task, one task, and its letter."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.web.accounts.actors import Request
from unstuck.web.advocacy.letter import letter_again, letter_of_task
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.advocacy.permissions import tasks_for
from unstuck.web.advocacy.presenters.pages import task_page, tasks_page
from unstuck.web.advocacy.queries import AdvocacyHistory, history_of_task
from unstuck.web.caseload.client_pages import own, readable
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.components.letters import download


def history_in(request: Request, episode: Episode, task: UUID) -> AdvocacyHistory:
    """Return a task of an episode, with its history."""
    rows = tasks_for(request.actor).select_related("service", "follows")
    subject: AdvocacyTask = get_object_or_404(rows, public_id=task, episode=episode)
    subject.episode = episode
    return history_of_task(subject)


@require_safe
@never_cache
def tasks(request: Request, episode: UUID) -> HttpResponse:
    """Show what is asked for on a client's behalf, and choose what to do next."""
    page = tasks_page(request.actor, readable(request, episode), dates.today())
    return render(request, "advocacy/tasks.html", {"page": page})


@require_safe
@never_cache
def task(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Show one task."""
    history = history_in(request, readable(request, episode), task)
    return render(request, "advocacy/task.html", {"page": task_page(request.actor, history, dates.today())})


@require_safe
@never_cache
def letter(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Download the letter as a PDF: as it stands, once the client agreed to it, or as it was sent (`?sent=1`)."""
    history = history_in(request, own(request, episode), task)
    number = request.GET.get("sent", "")
    if number:
        kept = next((one for one in history.sent if str(one.number) == number), None)
        if kept is None:
            raise Http404
        made = letter_again(kept.content)
    elif history.is_agreed:
        made = letter_of_task(history.task, history.task.letter, history.consent, request.actor, dates.today())
    else:
        raise Http404
    return download(request, made, reverse("advocacy:task", kwargs={"episode": episode, "task": task}))
