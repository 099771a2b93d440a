"""What the pathway knows of referrals: how many are open, and that some were (D, E.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from unstuck.web.caseload.fact_rows import contributed_id, contributes
from unstuck.web.caseload.models import Care
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.referrals.models import Referral, ReferralStep
from unstuck.web.referrals.workflow import OPEN, REFERRAL


def open_after(action: str, held: Referral) -> int | None:
    """Return how many referrals of the client are open after this one was moved on; None once the work has ended."""
    if held.episode.ended_on is not None:
        return None
    others = Referral.objects.filter(episode=held.episode, state__in=OPEN).exclude(pk=held.pk)
    return others.count() + (REFERRAL.after(action, held.state) in OPEN)


@contributes("care")
def contributed_counts(episodes: Sequence[int]) -> Iterator[Care]:
    """Yield how many referrals of these episodes were open after each step of one, as the caseload reads it.

    Whoever moved a referral on may be somebody outside: then it stands under the worker who made the referral.
    """
    for step in rows_of(_counting_steps, tuple(episodes)):
        yield Care(
            pk=contributed_id(step.pk),
            episode_id=step.referral.episode_id,
            on=timezone.localdate(step.at),
            recorded_at=step.at,
            recorded_by_id=step.by_id or step.referral.recorded_by_id,
            referrals_open=step.open_after,
        )


def _counting_steps(episodes: Sequence[int]) -> QuerySet[ReferralStep]:
    steps = ReferralStep.objects.filter(referral__episode__in=episodes, open_after__isnull=False)
    needed = ("at", "by_id", "open_after", "referral__episode_id", "referral__recorded_by_id")
    return steps.select_related("referral").only(*needed)
