"""The pages of a review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.guidance import tables
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.actions.second_look import answer_second_look
from unstuck.web.reviews.forms.reviews import (
    AGAIN_IN,
    BringBackForm,
    CloseReviewForm,
    DecideForm,
    FollowUpForm,
    GuessesForm,
    OpenReviewForm,
    ReviewNoteForm,
    SetAsideForm,
    TalkForm,
)
from unstuck.web.reviews.models import Decision
from unstuck.web.reviews.presenters.note import composed
from unstuck.web.reviews.presenters.page import decisions, gather, review_page


def reviews(request: Request) -> HttpResponse:
    """Lead on to the reviews on the work list: the address of the list of reviews stands in what people were told."""
    return redirect(f"{reverse('home:caseload')}?show=reviews")


@never_cache
def review(request: Request, episode: UUID) -> HttpResponse:
    """Show the review of a client, and record the decision."""
    return _decide(request, episode, "reviews/review.html")


@never_cache
def ten_minutes(request: Request, episode: UUID) -> HttpResponse:
    """Show what a ten-minute talk needs, on one screen: one question, one decision, a day to look again."""
    return _decide(request, episode, "reviews/ten_minutes.html")


def _decide(request: Request, episode: UUID, template: str) -> HttpResponse:
    current, today = readable(request, episode), dates.today()
    if request.method == "POST" and not allowed(check_may_write, request.actor, current):
        raise Http404
    shown = review_page(request.actor, gather(current, today), today)

    def make(typed: Any = None, **options: Any) -> DecideForm:
        return DecideForm(typed, today=today, only=decisions(shown.crisis), **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        decided = acts.ReviewDecision(fields["question"], fields["decision"], fields["words"], fields["again_on"])
        acts.record_decision(request.actor, current, decided, write_context(fields, key))
        return ask_page if decided.decision == Decision.CONSULT else note_page

    note_page = _address("note", current)
    ask_page = reverse("consultation:ask", kwargs={"episode": current.public_id})
    last = shown.decided
    initial = {"again_on": today + AGAIN_IN, "question": last.question if last else ""}
    saved = _("The decision was saved, and a note for your record was drafted.")
    page = client_form_page(
        request, current, template, make, act, note_page, initial=initial, saved=saved, context={"page": shown}
    )
    return answer(request, page)


def open_review(request: Request, episode: UUID) -> HttpResponse:
    """Open the review of a client, or open it again."""

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.open_review(request.actor, current, write_context(fields, key))

    return _step(request, own(request, episode), "open", OpenReviewForm, act, _("The review is open."))


def guesses(request: Request, episode: UUID) -> HttpResponse:
    """Keep or strike the guesses of the second look, and the prompts that no form settles."""
    current, today = own(request, episode), dates.today()
    look = review_page(request.actor, gather(current, today), today).second_look
    asked = look.asked if look else {}

    def make(typed: Any = None, **options: Any) -> GuessesForm:
        return GuessesForm(typed, asked=asked, **options)

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        answers = {code: fields[code] == "keep" for code in asked if fields.get(code)}
        answer_second_look(request.actor, current, answers, write_context(fields, key))

    kept = {one.code: "keep" for one in look.guesses if one.kept} if look else {}
    return _step(request, current, "guesses", make, act, _("Saved."), initial=kept, context={"look": look})


def talk(request: Request, episode: UUID) -> HttpResponse:
    """Record that it was talked about with the client."""

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.talk(request.actor, current, fields["words"], write_context(fields, key))

    return _step(request, own(request, episode), "talk", TalkForm, act, _("Saved."))


def note(request: Request, episode: UUID) -> HttpResponse:
    """Show the note that was composed, to be edited and saved."""
    current, today = own(request, episode), dates.today()
    known = gather(current, today)
    spots = [one.text for one in known.spots if one.theme]
    kept = next((one.words for one in reversed(known.moved) if one.action in ("note", "decide")), "")
    latest = known.moved[-1].action if known.moved else ""
    text = kept if latest == "note" else composed(current.standing, known.facts, spots, known.moved, today)

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.save_note(request.actor, current, fields["note"], write_context(fields, key))

    return _step(request, current, "note", ReviewNoteForm, act, _("The note was saved."), initial={"note": text})


def follow_up(request: Request, episode: UUID) -> HttpResponse:
    """Record what happened since the decision."""
    today = dates.today()

    def make(typed: Any = None, **options: Any) -> FollowUpForm:
        return FollowUpForm(typed, today=today, **options)

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.follow_up(request.actor, current, fields["words"], fields["again_on"], write_context(fields, key))

    initial = {"again_on": today + AGAIN_IN}
    return _step(request, own(request, episode), "follow_up", make, act, _("Saved."), initial=initial)


def close(request: Request, episode: UUID) -> HttpResponse:
    """Close a review with what came of it."""

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.close_review(request.actor, current, fields["outcome"], fields["words"], write_context(fields, key))

    saved = _("The review is closed. It reopens by itself if the stall returns.")
    return _step(request, own(request, episode), "close", CloseReviewForm, act, saved)


def set_aside(request: Request, episode: UUID, advised: str) -> HttpResponse:
    """Set a step of the pathway aside, with a reason."""

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.set_aside(request.actor, current, advised, fields["words"], write_context(fields, key))

    context = {"step": _title(advised)}
    return _step(request, own(request, episode), "set_aside", SetAsideForm, act, _("Set aside."), context=context)


def bring_back(request: Request, episode: UUID, advised: str) -> HttpResponse:
    """Bring back a step that was set aside."""

    def act(current: Episode, fields: Mapping[str, Any], key: str) -> None:
        acts.bring_back(request.actor, current, advised, write_context(fields, key))

    context = {"step": _title(advised)}
    return _step(request, own(request, episode), "bring_back", BringBackForm, act, _("Brought back."), context=context)


def _step(
    request: Request,
    episode: Episode,
    name: str,
    make: Any,
    act: Any,
    saved: str,
    *,
    initial: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer a form that leads back to the review."""
    back = _address("review", episode)

    def done(fields: Mapping[str, Any], key: str) -> str:
        act(episode, fields, key)
        return back

    template = f"reviews/{name}.html"
    page: FormPage = client_form_page(
        request, episode, template, make, done, back, initial=initial, saved=saved, context=context
    )
    return answer(request, page)


def _title(step: str) -> str:
    """Return a step in words. Raises Http404 for a step that there is not."""
    if step not in tables.step_titles():
        raise Http404
    return tables.step_titles()[step]


def _address(name: str, episode: Episode) -> str:
    return reverse(f"reviews:{name}", kwargs={"episode": episode.public_id})
