"""What the pathway knows of a consultation: that a colleague was asked, has answered, or that it was acted on (B)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from unstuck.web.caseload.fact_rows import contributed_id, contributes
from unstuck.web.caseload.models import ConsultationStep
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consultation import policies
from unstuck.web.consultation.models import Consultation, ConsultationTransition, PathwayStep
from unstuck.web.consultation.queries import from_others

READ = ("episode_id", "public_id", "about_this_stall")
"""What the pathway needs of a consultation."""


def pathway_step(action: str, before: str, held: Consultation) -> PathwayStep:
    """Return what an action counts as on the pathway. `before`: the state it began in; `held`: as it is afterwards."""
    counts = _counts(held)
    answered = held.messages.filter(from_others()).count()
    if action in ("ask", "ask_another", "ask_elsewhere") and held.state == "asked" and not counts:
        return PathwayStep.ASKED
    if action == "reply" and counts and answered == 1:
        return PathwayStep.ANSWERED
    if action == "decide" and counts and answered:
        return PathwayStep.ACTED_ON
    nobody_answers = action == "decline" and held.state == "asked" and not policies.anybody_left(held)
    if counts and (nobody_answers or (action == "withdraw" and before == "asked")):
        return PathwayStep.TAKEN_BACK
    return PathwayStep.NONE


def _counts(held: Consultation) -> bool:
    """Tell whether the pathway knows that colleagues are asked: nobody took that back since."""
    last = held.steps.exclude(counts_as=PathwayStep.NONE).last()
    return last is not None and last.counts_as != PathwayStep.TAKEN_BACK


@contributes("consultation")
def contributed_steps(episodes: Sequence[int]) -> Iterator[ConsultationStep]:
    """Yield the steps of the consultations about these episodes that count, as the caseload reads them."""
    transitions = rows_of(_counting, tuple(episodes))
    for _consultation, steps in groupby(transitions, key=lambda step: step.consultation_id):
        yield from _contributed(_since_last_asked(steps))


def _counting(episodes: Sequence[int]) -> QuerySet[ConsultationTransition]:
    return (
        ConsultationTransition.objects.filter(consultation__episode__in=episodes)
        .exclude(counts_as=PathwayStep.NONE)
        .select_related("consultation")
        .only("at", "by_id", "counts_as", *(f"consultation__{name}" for name in READ))
        .order_by("consultation", "at", "id")
    )


def _since_last_asked(transitions: Iterable[ConsultationTransition]) -> list[ConsultationTransition]:
    """Return the steps since colleagues were last asked; none where that was taken back."""
    counting: list[ConsultationTransition] = []
    for transition in transitions:
        if transition.counts_as in (PathwayStep.ASKED, PathwayStep.TAKEN_BACK):
            counting = []
        if transition.counts_as != PathwayStep.TAKEN_BACK:
            counting.append(transition)
    return counting


def _contributed(transitions: Sequence[ConsultationTransition]) -> Iterator[ConsultationStep]:
    first = contributed_id(transitions[0].pk) if transitions else None
    for transition in transitions:
        asked, pk = transition.consultation, contributed_id(transition.pk)
        yield ConsultationStep(
            pk=pk,
            episode_id=asked.episode_id,
            on=timezone.localdate(transition.at),
            recorded_at=transition.at,
            recorded_by_id=transition.by_id,
            step=transition.counts_as,
            follows_id=None if pk == first else first,
            about_this_stall=asked.about_this_stall,
            continues=asked.public_id,
        )
