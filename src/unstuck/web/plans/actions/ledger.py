"""Which approach is used from when to when: the facts that the pathway reads, and beside each, why and who chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance.catalogue import catalogue
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.facts import add_rows
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.plans import policies
from unstuck.web.plans.models import Because, Chosen, LedgerEntry


@dataclass(frozen=True)
class Choice:
    """An approach to begin, and those that end for it, all for one reason. `code`: of the catalogue, or a name.

    `reasons`: what spoke for and against it when it was chosen, as codes and sentences.
    """

    code: str
    on: date
    chosen_by: Chosen
    words: str = ""
    ends: Sequence[ApproachStep] = ()
    because: Because | None = None
    reasons: Sequence[dict[str, str]] = ()


def choose_approach(actor: Actor, episode: Episode, choice: Choice, context: WriteContext) -> None:
    """Begin an approach and end those that it replaces."""
    with recorded("approach.chosen", actor, context) as write:
        found = locked_episode(episode, context)
        permissions.check_may_write(actor, found)
        policies.check_not_in_use(choice.code, _going_on(found), [one.pk for one in choice.ends])
        for one in choice.ends:
            policies.check_counts(one)
        ends = [ApproachStep(on=choice.on, ends=one) for one in choice.ends]
        known = catalogue().approaches.get(choice.code)
        trauma = known.includes_trauma_work if known else None
        begins = ApproachStep(on=choice.on, code=choice.code, integrates_trauma_work=trauma)
        add_rows(actor, found, [*ends, begins], context)
        for step in ends:
            _enter(step, choice.chosen_by, because=choice.because or "")
        _enter(begins, choice.chosen_by, words=choice.words, reasons=choice.reasons)
        write.about("episode", found.public_id, began=begins.pk, ended=[one.pk for one in ends])


def end_approach(
    actor: Actor, episode: Episode, step: ApproachStep, because: Because, chosen_by: Chosen, on: date, words: str,
    context: WriteContext,
) -> None:  # fmt: skip
    """End an approach without beginning another."""
    with recorded("approach.ended", actor, context) as write:
        found = locked_episode(episode, context)
        permissions.check_may_write(actor, found)
        policies.check_counts(step)
        end = ApproachStep(on=on, ends=step)
        add_rows(actor, found, [end], context)
        _enter(end, chosen_by, because=because, words=words)
        write.about("episode", found.public_id, ended=[end.pk])


def _going_on(episode: Episode) -> list[ApproachStep]:
    counting = ApproachStep.objects.filter(episode=episode, withdrawn_at=None)
    ended = counting.filter(ends__isnull=False).values("ends_id")
    return list(counting.filter(ends=None).exclude(pk__in=ended))


def _enter(
    step: ApproachStep, chosen_by: Chosen, *, because: str = "", words: str = "", reasons: Sequence[dict[str, str]] = ()
) -> None:
    entry = LedgerEntry(step=step, chosen_by=chosen_by, because=because, words=words, reasons=list(reasons))
    entry.save(force_insert=True)
