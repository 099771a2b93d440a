"""What a vignette is made from, and which of them an agency's learners practise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from django.utils.timezone import localdate

from unstuck.guidance import Case
from unstuck.guidance.case import Progress
from unstuck.guidance.urgency import STATE_ORDER
from unstuck.interop.case import case_from_json
from unstuck.interop.deidentify import Identifiers, redact
from unstuck.learning.bands import in_bands
from unstuck.learning.vignette import Vignette
from unstuck.learning.writing import checked
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.current_case import WITHOUT_SCORES, current_case
from unstuck.web.caseload.models import Episode, State
from unstuck.web.caseload.next_steps import progress_of
from unstuck.web.caseload.queries import courses
from unstuck.web.consultation.actions.learning import about_clients
from unstuck.web.consultation.brief import identifiers_of
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import own_consultations
from unstuck.web.reviews.permissions import reviews_for
from unstuck.web.vignettes.models import AgencyVignette
from unstuck.web.vignettes.permissions import practised_by

Content = Mapping[str, object]


@dataclass(frozen=True)
class VignetteBasis:
    """From what a vignette can be made: the day on which it began, of a closed review, or of a question that was asked.

    `brief` is what colleagues were shown then, as it was confirmed; None where nobody was asked.
    """

    on: date
    brief: Content | None = None


def basis_of(actor: Actor, episode: Episode) -> VignetteBasis | None:
    """Return the day as of which the case is told; None where there is neither a closed review nor a consultation."""
    asked = own_consultations(actor).filter(episode=episode, brief__isnull=False).select_related("brief")
    latest = asked.order_by("-asked_at").first()
    brief = None if latest is None else latest.brief.content
    review = reviews_for(actor).filter(episode=episode, state="closed").first()
    if review is not None:
        return VignetteBasis(localdate(review.opened_at), brief)
    return None if latest is None or latest.asked_at is None else VignetteBasis(localdate(latest.asked_at), brief)


def identifiers_about(episode: Episode) -> Identifiers:
    """Return what points to a client, with the names that anybody added in a question about them."""
    asked = Consultation.objects.filter(episode=episode).values_list("leave_out", flat=True)
    return identifiers_of(episode, "\n".join(asked))


def known_about(actor: Actor, episode: Episode) -> Identifiers:
    """Return what points to the client, and to any client of this person's own."""
    theirs, own = identifiers_about(episode), about_clients(actor, None)
    return Identifiers((*theirs.names, *own.names), (*theirs.references, *own.references))


def banded_facts(episode: Episode, day: date) -> dict[str, object]:
    """Return the facts of a case as of a day, in bands, redacted as a brief is."""
    case = replace(current_case(episode, day), progress=_progress_on(episode, day))
    return in_bands(case, partial(redact, known=identifiers_about(episode)))


def _progress_on(episode: Episode, day: date) -> Progress:
    """Return where the scores stood: of several questionnaires, the one that most needed a look."""
    states: list[State] = []
    for course in courses(episode):
        by_then = [score for score in course.scores if score.on <= day]
        states += [course.states[score.state_id] for score in by_then[-1:]]
    if not states:
        return progress_of(WITHOUT_SCORES, None, None, day)
    first = min(states, key=lambda state: [*STATE_ORDER].index(state.code))  # type: ignore[arg-type]
    return progress_of(first.code, first.probability, first.since, day)


def case_in(facts: object) -> Case:
    """Return the case that some facts make. Raises BadInput where this version knows them no longer."""
    return case_from_json(facts)


def agency_stories(actor: Actor | None) -> Mapping[str, Vignette]:
    """Return the vignettes of their own agency that somebody practises, by code.

    One that the rules answer otherwise since an upgrade is not told: teaching and advice are one thing.
    """
    told = (told_by(row) for row in practised_by(actor).order_by("id"))
    return {one.code: one for one in told if one is not None}


def told_by(row: AgencyVignette) -> Vignette | None:
    """Return a row as a vignette; None where it is not written yet, or does not agree with the rules."""
    return _read(row.topic, row.code, json.dumps(row.row)) if row.told else None


@lru_cache(maxsize=1024)
def _read(topic: str, code: str, row: str) -> Vignette | None:
    """Read and check a vignette once, however many pages tell it."""
    return checked(topic, code, json.loads(row))[0]
