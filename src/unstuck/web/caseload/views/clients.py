"""Clients and their scores: change, correct, take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions import clients as acts
from unstuck.web.caseload.actions import scores
from unstuck.web.caseload.actions.scores import Total
from unstuck.web.caseload.client_pages import client_form_page, own, write_context
from unstuck.web.caseload.forms.clients import (
    ChangedClientForm,
    ScoreForm,
    WithdrawForm,
)
from unstuck.web.caseload.models import Episode, Score, WithdrawalReason
from unstuck.web.caseload.queries import scores_of
from unstuck.web.components import dates


def client_edit(request: Request, episode: UUID) -> HttpResponse:
    """Change a client's name or reference."""
    current = own(request, episode)
    known = {"reference": current.client.reference, "name": current.client.name}

    def act(fields: Mapping[str, Any], key: str) -> str:
        acts.change_client(request.actor, current, fields["reference"], fields["name"], write_context(fields, key))
        return _page(current.public_id)

    return answer(request, _about(request, current, "client_edit", ChangedClientForm, act, known, _("Saved.")))


def score_correct(request: Request, episode: UUID, score: int) -> HttpResponse:
    """Replace a wrong score by the right one."""
    current, today = own(request, episode), dates.today()
    wrong = _score(current, score)

    def act(fields: Mapping[str, Any], key: str) -> str:
        scores.correct_score(request.actor, wrong, _total(fields), write_context(fields, key))
        return _page(current.public_id)

    initial = {"on": wrong.on, "instrument": wrong.instrument, "total": f"{wrong.total:g}"}
    saved = _("The score was corrected. The old one stays in the history.")
    page = _about(request, current, "score_correct", _dated(today), act, initial, saved, score=wrong)
    return answer(request, page)


def score_withdraw(request: Request, episode: UUID, score: int) -> HttpResponse:
    """Mark a score as entered in error."""
    current = own(request, episode)
    wrong = _score(current, score)

    def act(fields: Mapping[str, Any], key: str) -> str:
        scores.withdraw_score(request.actor, wrong, WithdrawalReason(fields["because"]), write_context(fields, key))
        return _page(current.public_id)

    saved = _("The score no longer counts. It stays in the history.")
    return answer(request, _about(request, current, "score_withdraw", WithdrawForm, act, {}, saved, score=wrong))


def _about(
    request: Request,
    episode: Episode,
    name: str,
    make: Any,
    act: Any,
    initial: Mapping[str, Any],
    saved: str,
    score: Score | None = None,
) -> FormPage:
    return client_form_page(
        request,
        episode,
        f"caseload/{name}.html",
        make,
        act,
        _page(episode.public_id),
        initial=initial,
        saved=saved,
        context={"score": score},
    )


def _dated(today: date) -> Any:
    return lambda typed=None, **options: ScoreForm(typed, today=today, **options)


def _score(episode: Episode, score: int) -> Score:
    return get_object_or_404(scores_of(episode), pk=score)


def _total(fields: Mapping[str, Any]) -> Total:
    return Total(fields["instrument"], fields["total"], fields["on"])


def _page(episode: UUID | str) -> str:
    return reverse("home:client", kwargs={"episode": episode})
