"""Planning a task, writing it, and the client's consent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.advocacy.actions import tasks as acts
from unstuck.web.advocacy.forms.planning import AgreeForm, LetterForm, TaskPlanForm, offered_offices, task_details
from unstuck.web.advocacy.kinds import kind_words
from unstuck.web.advocacy.letter import letter_of_task, letter_parts, skeleton
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyTask
from unstuck.web.advocacy.presenters.forms import about_plan, begin_plan
from unstuck.web.advocacy.presenters.pages import address_of_task
from unstuck.web.advocacy.queries import services_named
from unstuck.web.advocacy.views.form_pages import Fields, task_form_page
from unstuck.web.advocacy.views.pages import history_in
from unstuck.web.advocacy.workflow import ANSWERED
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.referrals.models import ConsentMethod
from unstuck.web.referrals.presenters.forms import all_of
from unstuck.web.safety.queries import others_may_read, safe_way_of


def plan(request: Request, episode: UUID, kind: str) -> HttpResponse:
    """Plan a task of a kind; it may carry on one that was answered (`?after=`)."""
    current = own(request, episode)
    if kind not in AdvocacyKind.values:
        raise Http404
    chosen, today = AdvocacyKind(kind), dates.today()
    earlier, unsafe, way = _earlier(request, current), others_may_read(current), safe_way_of(current)
    begin = begin_plan(chosen, earlier, way.words if way else "")

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return TaskPlanForm(typed, kind=chosen, today=today, unsafe=unsafe, initial={**begin, **initial})

    def act(fields: Fields, key: str) -> str:
        wanted, context = task_details(chosen, fields), write_context(fields, key)
        made = acts.plan_task(request.actor, current, wanted, context, follows=earlier)
        return address_of_task(made, "write")

    page = task_form_page(
        request, current, make, act, title=kind_words()[chosen].title, send=_("Continue to the words"),
        back=all_of(current), about=about_plan(chosen, earlier, unsafe),
        context=offered_offices(services_named(request.actor.agency_id)),
    )  # fmt: skip
    return answer(request, page)


def _earlier(request: Request, current: Episode) -> AdvocacyTask | None:
    """Return the answered task that the address names; an unknown one does not exist."""
    code = request.GET.get("after", "")
    if not code:
        return None
    try:
        earlier = history_in(request, current, UUID(code)).task
    except ValueError as error:
        raise Http404 from error
    if earlier.state != ANSWERED:
        raise Http404
    return earlier


def write(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Write what they will read or be told."""
    current = own(request, episode)
    history = history_in(request, current, task)
    subject = history.task
    words = subject.letter or skeleton(subject)
    begin = {f"part_{code}": words.get(code, "") for code in letter_parts()} | {"contact": subject.contact}

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return LetterForm(typed, initial={**begin, **initial})

    def act(fields: Fields, key: str) -> str:
        context = write_context(fields, key)
        acts.write_letter(request.actor, subject, fields["parts"], fields["contact"], context)
        return address_of_task(subject)

    about = [_("Say only what they need to decide. The client agrees to these words before anything is sent.")]
    if history.consent:
        about.append(_("The client agreed to earlier words: what you change here, you go through with them again."))
    page = task_form_page(
        request, current, make, act, title=_("The words"), send=_("Save"), back=address_of_task(subject), about=about,
        saved=_("Saved. Nothing has been sent: go through it with the client next."),
    )  # fmt: skip
    return answer(request, page)


def agree(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Record what the client wishes for, and that they agree to these words."""
    current = own(request, episode)
    history = history_in(request, current, task)
    subject, today = history.task, dates.today()
    begin = {"wish": history.consent.wish, "part2": subject.part2} if history.consent else {}

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return AgreeForm(typed, today=today, initial={**begin, **initial})

    def act(fields: Fields, key: str) -> str:
        terms = acts.AgreedTerms(fields["wish"], ConsentMethod(fields["how"]), fields["on"], fields["part2"])
        acts.agree(request.actor, subject, terms, write_context(fields, key))
        return address_of_task(subject)

    page = task_form_page(
        request, current, make, act, title=_("Does the client agree?"), send=_("Save the consent"),
        back=address_of_task(subject), saved=_("Saved word for word."),
        about=[_("Read it together, part by part. What the client does not want said is taken out first.")],
        preview=letter_of_task(subject, subject.letter, None, request.actor, today) if subject.letter else None,
    )  # fmt: skip
    return answer(request, page)
