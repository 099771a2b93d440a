"""Asking: the question, the brief as colleagues will read it, and who is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.guidance import default_thresholds
from unstuck.guidance.because import weeks as in_weeks
from unstuck.guidance.consultation import reply_overdue
from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.accounts.form_recovery import token_for
from unstuck.web.caseload.cases import weeks
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.consultation.actions.asking import ask as ask_colleagues
from unstuck.web.consultation.actions.asking import ask_another, write_draft
from unstuck.web.consultation.brief import ASKED_FOR, made_from, seal_of
from unstuck.web.consultation.carried_question import carried_question
from unstuck.web.consultation.forms.asking import ConfirmForm, OthersForm, QuestionForm, as_typed, question_of
from unstuck.web.consultation.models import Consultation, Group
from unstuck.web.consultation.permissions import colleagues_of
from unstuck.web.consultation.presenters.dialogue import shown_parts
from unstuck.web.consultation.presenters.doubts import doubts_in, marked, marked_parts
from unstuck.web.consultation.queries import (
    AvailableColleague,
    ConsultationSummary,
    colleagues,
    consultations_of,
    groups_to_ask,
    members_of,
)
from unstuck.web.consultation.views.pages import form_page, mine, page_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, episode: UUID) -> HttpResponse:
    """Write the question and say whom to ask; nobody else sees it yet."""
    client_episode = own(request, episode)
    draft = Consultation.objects.filter(episode=client_episode, asker=request.actor.id, state="drafted").first()
    sought = " ".join(request.POST.get("find", "").split())[:60]
    known = as_typed(draft) if draft else _first(client_episode)
    carried = "" if draft else known["question"]

    def make(typed: Any, initial: Mapping[str, Any] = known) -> QuestionForm:
        chosen = typed.getlist("colleagues") if typed is not None else initial.get("colleagues", [])
        return QuestionForm(
            typed,
            actor=request.actor,
            found=_offered(request, sought, chosen),
            groups=groups_to_ask(request.actor),
            today=dates.today(),
            initial=initial,
        )

    about = {
        "episode": client_episode,
        "find": sought,
        "carried": carried,
        "waits": _waits_for(client_episode),
        "reply_time": _reply_time(),
    }
    if request.method == "POST" and request.POST.get("do") == "find":
        typed = request.POST.dict() | {"colleagues": request.POST.getlist("colleagues")}
        context = {**about, "form": make(None, typed), "once": token_for(request), "refused": ""}
        return render(request, "consultation/ask.html", context)

    def act(fields: Mapping[str, Any], key: str) -> str:
        return _preview(
            write_draft(request.actor, client_episode, question_of(fields), write_context(fields, key)).public_id
        )

    page = form_page("ask", make, act, _preview, fresh=lambda: _version(client_episode, request), saved="", **about)
    return answer(request, page)


def _waits_for(episode: Episode) -> ConsultationSummary | None:
    """Return a question that was asked recently and not answered: reason to wait, and no more than that (B.1)."""
    asked = (one for one in consultations_of(episode) if one.state == "asked" and one.asked_at is not None)
    return next((one for one in asked if not reply_overdue(_weeks_ago(one), default_thresholds())), None)


def _reply_time() -> str:
    return in_weeks(default_thresholds().reply_weeks)


def _weeks_ago(consultation: ConsultationSummary) -> float:
    return weeks(localdate(consultation.asked_at), dates.today())


def _first(episode: Episode) -> dict[str, Any]:
    standing = getattr(episode, "standing", None)
    stuck = standing is not None and standing.code in NEEDS_A_LOOK
    return {"question": carried_question(episode), "about_this_stall": stuck, "version": 0}


def _offered(request: Request, sought: str, chosen: list[str]) -> list[AvailableColleague]:
    """Return the colleagues who fit what was looked for, and those who were chosen already."""
    everybody = colleagues(request.actor, dates.today())
    fitting = {one.id for one in colleagues(request.actor, dates.today(), sought)} if sought else None
    return [one for one in everybody if fitting is None or one.id in fitting or one.public_id in chosen]


def _version(episode: Episode, request: Request) -> dict[str, str]:
    drafts = Consultation.objects.filter(episode=episode, asker=request.actor.id, state="drafted")
    return {"version": str(drafts.values_list("version", flat=True).first() or 0)}


def _preview(consultation: object) -> str:
    return reverse("consultation:preview", kwargs={"consultation": consultation})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: Request, consultation: UUID) -> HttpResponse:
    """Show the brief just as colleagues will read it, take parts out, and ask."""
    draft = mine(request, consultation)
    if draft.state != "drafted":
        return redirect(page_of(draft))
    content = made_from(draft, dates.today())
    parts = [(part["code"], part["title"]) for part in content["parts"]]
    first = {"parts": [code for code, _title in parts if code not in ASKED_FOR], "seal": seal_of(content)}

    def act(fields: Mapping[str, Any], key: str) -> str:
        ask_colleagues(request.actor, draft, fields["parts"], fields["seal"], write_context(fields, key))
        return page_of(draft)

    page = form_page(
        "preview",
        lambda typed: ConfirmForm(typed, parts=parts, initial={**first, "version": draft.version}),
        act,
        lambda _answer: page_of(draft),
        fresh=lambda: {"seal": str(first["seal"]), "version": str(mine(request, consultation).version)},
        saved=_("Asked. You will find the reply here."),
        consultation=draft,
        question=marked(content["question"]),
        parts=marked_parts(shown_parts(content)),
        doubts=doubts_in(content["question"], shown_parts(content)),
        asked=_names(request, draft),
        optional=ASKED_FOR,
    )
    return answer(request, page)


def _names(request: Request, consultation: Consultation) -> list[str]:
    known = {one.public_id: one.name for one in colleagues(request.actor, dates.today())}
    names = [known.get(one, _("a colleague who no longer works here")) for one in consultation.wanted]
    return [*names, *(_in_group(request, consultation.group) if consultation.group else [])]


def _in_group(request: Request, group: Group) -> list[str]:
    """Return the group with the people whom it would be asked of, each by name."""
    here = colleagues_of(request.actor).values("person")
    names = ", ".join(members_of(group).filter(pk__in=here).values_list("name", flat=True))
    return [_("the group %(group)s (%(names)s)") % {"group": group.name, "names": names}]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def another(request: Request, consultation: UUID) -> HttpResponse:
    """Ask further colleagues the same question."""
    current = mine(request, consultation)
    already = set(current.invited.values_list("person", flat=True))

    def make(typed: Any) -> OthersForm:
        rest = [one for one in colleagues(request.actor, dates.today()) if one.id not in already]
        return OthersForm(
            typed, found=rest, actor=request.actor, today=dates.today(), initial={"version": current.version}
        )

    def act(fields: Mapping[str, Any], key: str) -> str:
        ask_another(request.actor, current, fields["colleagues"], write_context(fields, key))
        return page_of(current)

    page = form_page(
        "another",
        make,
        act,
        lambda _answer: page_of(current),
        fresh=lambda: {"version": str(mine(request, consultation).version)},
        saved=_("Asked."),
        consultation=current,
    )
    return answer(request, page)
