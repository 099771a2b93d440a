"""Which approach is used from when to when: the facts that the pathway reads, each with why and who chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance.catalogue import catalogue
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.facts import add_rows
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.plans import policies
from unstuck.web.plans.models import ApproachEndReason, ChosenBy, LedgerEntry


@dataclass(frozen=True)
class ApproachChoice:
    """An approach to begin, and those it replaces, all for one reason. `code`: of the catalogue, or a name.

    `reasons`: the reasons for and against it when it was chosen, as codes and sentences. `seen_alone`: for couple and
    family work, that each was seen alone and asked about violence and control.
    """

    code: str
    on: date
    chosen_by: ChosenBy
    words: str = ""
    ends: Sequence[ApproachStep] = ()
    because: ApproachEndReason | None = None
    reasons: Sequence[dict[str, str]] = ()
    seen_alone: bool = False


def choose_approach(actor: Actor, episode: Episode, choice: ApproachChoice, context: WriteContext) -> None:
    """Begin an approach and end those that it replaces."""
    with recorded("approach.chosen", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        policies.check_offered(choice.code, current_case(held, context.today), seen_alone=choice.seen_alone)
        policies.check_not_in_use(choice.code, _going_on(held), [step.pk for step in choice.ends])
        for step in choice.ends:
            policies.check_counts(step)
        ends = [ApproachStep(on=choice.on, ends=step) for step in choice.ends]
        known = catalogue().approaches.get(choice.code)
        trauma = known.includes_trauma_work if known else None
        begins = ApproachStep(on=choice.on, code=choice.code, integrates_trauma_work=trauma)
        add_rows(actor, held, [*ends, begins], context)
        for step in ends:
            _enter(step, choice.chosen_by, because=choice.because or "")
        _enter(begins, choice.chosen_by, words=choice.words, reasons=choice.reasons)
        write.about("episode", held.public_id, began=begins.pk, ended=[step.pk for step in ends])


def end_approach(
    actor: Actor, episode: Episode, step: ApproachStep, because: ApproachEndReason, chosen_by: ChosenBy, on: date,
    words: str, context: WriteContext,
) -> None:  # fmt: skip
    """End an approach without beginning another."""
    with recorded("approach.ended", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        policies.check_counts(step)
        end = ApproachStep(on=on, ends=step)
        add_rows(actor, held, [end], context)
        _enter(end, chosen_by, because=because, words=words)
        write.about("episode", held.public_id, ended=[end.pk])


def _going_on(episode: Episode) -> list[ApproachStep]:
    counting = ApproachStep.objects.filter(episode=episode, withdrawn_at=None)
    ended = counting.filter(ends__isnull=False).values("ends_id")
    return list(counting.filter(ends=None).exclude(pk__in=ended))


def _enter(
    step: ApproachStep,
    chosen_by: ChosenBy,
    *,
    because: str = "",
    words: str = "",
    reasons: Sequence[dict[str, str]] = (),
) -> None:
    entry = LedgerEntry(step=step, chosen_by=chosen_by, because=because, words=words, reasons=list(reasons))
    entry.save(force_insert=True)
