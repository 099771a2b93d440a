"""Adding a client to one's own caseload, what an agency asks of its own, and answering it later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.client_pages import client_form_page, readable, write_context
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed, why_not
from unstuck.web.components.sealed_texts import ClosedText
from unstuck.web.intake import actions
from unstuck.web.intake.answer_fields import given_answers
from unstuck.web.intake.forms import AnswersForm, ChangedIntakeQuestionForm, IntakeQuestionForm, NewClientForm
from unstuck.web.intake.models import MOST_QUESTIONS, AnswerKind
from unstuck.web.intake.queries import asked_questions, intake_summary, latest_answers, questions_of
from unstuck.web.programmes.forms import chosen_programme
from unstuck.web.programmes.queries import offered_programmes


def client_add(request: Request) -> HttpResponse:
    """Add a client to one's own caseload."""
    today, agency = dates.today(), request.actor.agency_id
    programmes, questions = offered_programmes(agency), asked_questions(agency)

    def make(typed: Any) -> NewClientForm:
        initial = {"started_on": today}
        return NewClientForm(typed, today=today, programmes=programmes, questions=questions, initial=initial)

    def act(fields: Mapping[str, Any], key: str) -> str:
        wanted = NewClient(fields["reference"], fields["name"], fields["started_on"])
        asked = actions.Intake(chosen_programme(fields, programmes), given_answers(fields, questions))
        added = actions.add_client(request.actor, wanted, asked, now=dates.now(), today=today, idempotency_key=key)
        return _page(added.public_id)

    saved = _("The client was added. The next step: enter a first score.")
    return answer(request, FormPage("intake/client_add.html", make, act, _page, saved=saved))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: Request, episode: UUID) -> HttpResponse:
    """Show what was answered to the agency's own questions; the worker answers them, or changes an answer."""
    current = readable(request, episode)
    reason = why_not(check_may_write, request.actor, current) or why_not(check_open, current)
    if request.method == "POST" and not allowed(check_may_write, request.actor, current):
        raise Http404
    held = {number: row.value for number, row in latest_answers(current).items()}
    asked = asked_questions(request.actor.agency_id)
    questions = [one for one in asked if not isinstance(held.get(one.pk), ClosedText)]
    leads_to = reverse("home:client", kwargs={"episode": current.public_id})

    def make(typed: Any = None, **options: Any) -> AnswersForm:
        return AnswersForm(typed, questions=questions, held=held, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        context = write_context(fields, key)
        actions.answer_questions(request.actor, current, given_answers(fields, questions), context)
        return leads_to

    page = client_form_page(
        request, current, "intake/answers.html", make, act, leads_to, saved=_("Saved."),
        context={"why_not": reason, "shown": intake_summary(current)},
    )  # fmt: skip
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Request) -> HttpResponse:
    """Show what the agency asks of its own, and add a question."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.add_question(request.actor, fields["kind"], _details(fields), write_context({}, key))
        return _list()

    page = FormPage(
        "intake/questions.html", IntakeQuestionForm, act, lambda _led: _list(), saved=_("Saved."),
        context={
            "questions": [(one, AnswerKind(one.kind).words) for one in questions_of(request.actor.agency_id)],
            "most": MOST_QUESTIONS,
        },
    )  # fmt: skip
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, question: UUID) -> HttpResponse:
    """Change a question, end it or ask it again."""
    every = list(questions_of(request.actor.agency_id))
    found = get_object_or_404(questions_of(request.actor.agency_id), public_id=question)
    initial = {
        "words": found.words, "choices": "\n".join(found.choices), "required": "yes" if found.required else "no",
        "place": str(next(number for number, one in enumerate(every, 1) if one.pk == found.pk)),
        "asked": "no" if found.ended_at else "yes",
    }  # fmt: skip

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.change_question(
            request.actor, found, _details(fields), int(fields["place"]), is_on=fields["asked"] == "yes",
            context=write_context({}, key),
        )  # fmt: skip
        return _list()

    page = FormPage(
        "intake/question.html",
        lambda typed: ChangedIntakeQuestionForm(typed, question=found, many=len(every), initial=initial), act,
        lambda _led: _list(), saved=_("Saved."), context={"question": found, "kind": AnswerKind(found.kind).words},
    )  # fmt: skip
    return answer(request, page)


def _details(fields: Mapping[str, Any]) -> actions.QuestionDetails:
    return actions.QuestionDetails(fields["words"], fields.get("choices", []), fields["required"] == "yes")


def _list() -> str:
    return reverse("intake:questions")


def _page(episode: UUID | str) -> str:
    return reverse("home:client", kwargs={"episode": episode})
