"""Sending a task, following it, its answer, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.advocacy.actions import tasks as acts
from unstuck.web.advocacy.actions.frame import AdvocacyMove
from unstuck.web.advocacy.forms.following import FinishForm, FollowForm, OutcomeForm, SendForm
from unstuck.web.advocacy.kinds import kind_words
from unstuck.web.advocacy.letter import letter_of_task
from unstuck.web.advocacy.models import AdvocacyKind
from unstuck.web.advocacy.outside_lines import title_of
from unstuck.web.advocacy.presenters.forms import about_finishing, about_sending
from unstuck.web.advocacy.presenters.pages import address_of_task, follow_moves
from unstuck.web.advocacy.views.form_pages import Fields, task_form_page
from unstuck.web.advocacy.views.pages import history_in
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.components import dates
from unstuck.web.referrals.models import HelpReceived


def send(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Send it, or do it, after a look at what they will read."""
    current = own(request, episode)
    history = history_in(request, current, task)
    subject, today = history.task, dates.today()

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return SendForm(typed, task=subject, today=today, initial=initial)

    def act(fields: Fields, key: str) -> str:
        spoke_to = fields.get("spoke_to", "")
        move = AdvocacyMove("send", fields["on"], spoke_to=spoke_to, look_on=fields["look_on"])
        acts.send(request.actor, subject, move, write_context(fields, key))
        return address_of_task(subject)

    letter = letter_of_task(subject, subject.letter, history.consent, request.actor, today)
    page = task_form_page(
        request, current, make, act, title=kind_words()[subject.kind].send, send=_("Save"),
        back=address_of_task(subject), about=about_sending(history),
        saved=_("Saved. “Outside support” reminds you when to ask what came of it."),
        preview=letter if history.is_agreed else None,
    )  # fmt: skip
    return answer(request, page)


def what_happened(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Record that somebody was asked again, or that it is withdrawn."""
    current = own(request, episode)
    subject = history_in(request, current, task).task

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return FollowForm(typed, moves=follow_moves(subject.state), today=dates.today(), initial=initial)

    def act(fields: Fields, key: str) -> str:
        action = fields["action"]
        again = fields["look_on"] if action == "chase" else None
        move = AdvocacyMove(action, fields["on"], fields["words"], fields["spoke_to"], again)
        acts.follow_task(request.actor, subject, move, write_context(fields, key))
        return address_of_task(subject)

    page = task_form_page(
        request, current, make, act, title=_("Record what happened"), send=_("Save"), back=address_of_task(subject),
        about=[title_of(subject)], saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def record_outcome(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Record what the answer was."""
    current = own(request, episode)
    subject = history_in(request, current, task).task

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return OutcomeForm(typed, kind=AdvocacyKind(subject.kind), today=dates.today(), initial=initial)

    def act(fields: Fields, key: str) -> str:
        names = ("outcome", "on", "look_on", "words", "agreements")
        known = {name: fields[name] for name in names} | {"appeal_until": fields.get("appeal_until")}
        acts.record_outcome(request.actor, subject, acts.AnswerTerms(**known), write_context(fields, key))
        return address_of_task(subject)

    page = task_form_page(
        request, current, make, act, title=kind_words()[subject.kind].answer, send=_("Save"),
        back=address_of_task(subject), about=[title_of(subject)], saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def what_came(request: Request, episode: UUID, task: UUID) -> HttpResponse:
    """Record what came of it for the client."""
    current = own(request, episode)
    subject = history_in(request, current, task).task

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return FinishForm(typed, today=dates.today(), initial=initial)

    def act(fields: Fields, key: str) -> str:
        move = AdvocacyMove("finish", fields["on"], fields["words"])
        came = HelpReceived(fields["came"])
        acts.finish_task(request.actor, subject, came, move, write_context(fields, key))
        return address_of_task(subject)

    page = task_form_page(
        request, current, make, act, title=_("Record how it ended"), send=_("Save"), back=address_of_task(subject),
        about=about_finishing(subject), saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)
