"""What goes out to another agency, and what comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import REFUSED, FormPage, answer
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.circles.actions.exchanging import (
    READ_FOR,
    answer_question,
    receive_answer,
    receive_question,
    seal_for,
)
from unstuck.web.circles.forms import SealedFileForm, SealQuestionForm, sealing_of
from unstuck.web.circles.models import OutgoingQuestion
from unstuck.web.circles.permissions import answers_for, partners_of, received_for, sent_by
from unstuck.web.circles.policies import (
    check_brief_knows_the_risk,
    check_consent_stands,
    check_in_use,
    check_still_open,
)
from unstuck.web.circles.presenters import circles_page, received_page, sent_page
from unstuck.web.circles.public_keys import in_groups
from unstuck.web.circles.queries import keys_to_publish, opened, sealed_answer, sealed_question
from unstuck.web.circles.sealed_files import QuestionFile
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied, why_not
from unstuck.web.consultation.actions.learning import about_clients
from unstuck.web.consultation.brief import Content
from unstuck.web.consultation.forms.dialogue import MessageForm, written_of
from unstuck.web.consultation.presenters.dialogue import shown_parts
from unstuck.web.consultation.views.pages import mine, page_of
from unstuck.web.consultation.workflow import CONSULTATION

LIST = "circles:circles"


@never_cache
@require_safe
def circles(request: Request) -> HttpResponse:
    """Show what other agencies asked, and what one asked of them."""
    return render(request, "circles/circles.html", {"page": circles_page(request.actor, dates.today())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, consultation: UUID) -> HttpResponse:
    """Show exactly what would go out, choose the agency, and seal it."""
    current = mine(request, consultation)
    if current.state == "drafted":
        return redirect("consultation:preview", consultation=current.public_id)
    content: Content = current.brief.content if hasattr(current, "brief") else {"question": "", "parts": []}
    codes = [(part["code"], part["title"]) for part in content["parts"]]
    partners = list(partners_of(request.actor).order_by("name", "pk"))
    first = {"parts": [code for code, _title in codes], "version": current.version}

    def act(fields: Mapping[str, Any], key: str) -> str:
        made = seal_for(request.actor, current, sealing_of(fields, partners), write_context(fields, key))
        return reverse("circles:sent", kwargs={"sent": made.public_id})

    def freshen(typed: Any) -> Any:
        again = typed.copy()
        again["version"] = str(mine(request, consultation).version)
        return again

    page = FormPage(
        "circles/ask.html",
        lambda typed: SealQuestionForm(typed, partners=partners, parts=codes, today=dates.today(), initial=first),
        act,
        lambda _answer: reverse(LIST),
        _("Sealed. Fetch the file below and send it."),
        {
            "consultation": current,
            "question": content["question"],
            "parts": shown_parts(content),
            "partners": partners,
            "sender": _sender(request.actor),
            "expires_on": dates.today() + READ_FOR,
            "not_open": why_not(CONSULTATION.check, "ask_elsewhere", current.state)
            or (why_not(check_brief_knows_the_risk, current) if content["parts"] else ""),
            "back_to": page_of(current),
        },
        freshen,
    )
    return answer(request, page)


def _sender(actor: Actor) -> Mapping[str, str]:
    """Return what a file says of its sender; or why none can be made."""
    try:
        own = keys_to_publish(actor)
    except Denied as denied:
        return {"why_not": denied.reason}
    return {"agency": own.agency, "fingerprint": in_groups(own.keys.fingerprint), "why_not": ""}


@never_cache
@require_safe
def sent(request: Request, sent: UUID) -> HttpResponse:
    """Show what was sealed for another agency, and where to fetch the file."""
    return _sent_page(request, _sent(request, sent))


@never_cache
@require_safe
def sent_file(request: Request, sent: UUID) -> HttpResponse:
    """Give the sealed file of a question."""
    one = _sent(request, sent)
    return _file(
        request, "question", lambda: _sealed_question(one), lambda problem: _sent_page(request, one, refused=problem)
    )


def _sealed_question(one: OutgoingQuestion) -> bytes:
    if one.expires_on < dates.today():
        raise Denied("expired", _("This file has expired. Seal the question again."))
    check_consent_stands(one)
    check_in_use(one.partner)
    check_still_open(one.consultation)
    check_brief_knows_the_risk(one.consultation)
    return sealed_question(one)


def _sent(request: Request, sent: UUID) -> OutgoingQuestion:
    rows = sent_by(request.actor).select_related("partner", "consultation__brief", "consultation__agency")
    return get_object_or_404(rows.select_related("consultation__episode"), public_id=sent)


def _sent_page(request: Request, one: OutgoingQuestion, refused: str = "") -> HttpResponse:
    context = {"page": sent_page(one, dates.today()), "refused": refused}
    return render(request, "circles/sent.html", context, status=REFUSED if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: Request, received: UUID) -> HttpResponse:
    """Show a question from another agency, and write an answer."""
    return answer(request, _received_page(request, received))


def _received_page(request: Request, received: UUID, refused: str = "") -> FormPage:
    rows = received_for(request.actor, dates.today()).select_related("partner", "by")
    question = get_object_or_404(rows, public_id=received)
    known, here = about_clients(request.actor, None), reverse("circles:received", kwargs={"received": received})

    def act(fields: Mapping[str, Any], key: str) -> str:
        answer_question(request.actor, question, written_of(fields), write_context(fields, key))
        return here

    return FormPage(
        "circles/received.html",
        lambda typed: MessageForm(typed, known=known, initial={"kind": "suggestion"}),
        act,
        lambda _answer: here,
        _("Saved. Fetch the sealed answer below and send it back."),
        {"page": received_page(question), "no_file": refused},
    )


@never_cache
@require_safe
def answer_file(request: Request, reply: UUID) -> HttpResponse:
    """Give the sealed file of an answer."""
    rows = answers_for(request.actor, dates.today()).select_related("question__partner", "question__agency")
    one = get_object_or_404(rows, public_id=reply)

    def make() -> bytes:
        check_in_use(one.question.partner)
        return sealed_answer(one)

    def refuse(problem: str) -> HttpResponse:
        shown = answer(request, _received_page(request, one.question.public_id, refused=problem))
        shown.status_code = REFUSED
        return shown

    return _file(request, "answer", make, refuse)


def _file(
    request: Request, what: str, make: Callable[[], bytes], refuse: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Return a sealed file to send, under a name that says nothing; or the page that says why there is none."""
    try:
        content = make()
    except Denied as denied:
        return refuse(denied.reason)
    answered = HttpResponse(content, content_type="application/octet-stream")
    answered["Content-Disposition"] = f'attachment; filename="{what}-{dates.today().isoformat()}.unstuck-sealed"'
    return answered


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request) -> HttpResponse:
    """Open a sealed file: a question is kept for colleagues, an answer joins its consultation."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        return _brought_in(request.actor, fields["file"].read(), write_context({}, key))

    page = FormPage(
        "circles/bring_in.html",
        lambda typed: SealedFileForm(typed, request.FILES if typed is not None else None),
        act,
        lambda _answer: reverse(LIST),
        _("Brought in."),
    )
    return answer(request, page)


def _brought_in(actor: Actor, file: bytes, context: WriteContext) -> str:
    content = opened(actor, file, context.today)
    if isinstance(content, QuestionFile):
        question = receive_question(actor, content, context)
        return reverse("circles:received", kwargs={"received": question.public_id})
    return page_of(receive_answer(actor, content, context))
