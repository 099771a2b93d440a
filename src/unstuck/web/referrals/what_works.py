"""What works here: for each service, how often it was asked, reached and helped, with small numbers hidden.

The rule is that of the managers' overview (`population.disclosure`): numbers under 5 are hidden, all others rounded to
the nearest 5, and whatever could be worked out by subtraction is withheld. Nothing is shown by worker. The time until
help came is a median of 5 or more, in whole weeks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from unstuck.population.disclosure import THRESHOLD, Hidden, Shown, protect
from unstuck.population.subtraction import Sum
from unstuck.web.accounts.actors import Actor
from unstuck.web.consents.restrictions import left_out_of_figures
from unstuck.web.referrals.models import Referral

COUNTED = ("referrals", "reached", "helped")


@dataclass(frozen=True)
class ServiceOutcomes:
    """The outcomes of one service. `weeks`: the median until help came, None where too few are known."""

    name: str
    numbers: tuple[Shown, ...]
    weeks: int | None


@dataclass(frozen=True)
class OutcomeTable:
    """The services with enough referrals to be shown, and whether there are others."""

    rows: Sequence[ServiceOutcomes]
    others: bool


def what_works(actor: Actor) -> OutcomeTable:
    """Return the numbers of the actor's own agency as a whole, never by worker."""
    made = Referral.objects.filter(episode__client__agency_id=actor.agency_id, requested_on__isnull=False)
    made = made.exclude(episode__client__in=left_out_of_figures(actor.agency_id))
    by_service: dict[int, list[Referral]] = defaultdict(list)
    for referral in made.exclude(service=None).select_related("service").order_by("id"):
        by_service[referral.service_id or 0].append(referral)
    rows = [_outcomes(referrals) for referrals in by_service.values() if len(referrals) >= THRESHOLD]
    ordered = sorted(rows, key=lambda row: row.name.casefold())
    return OutcomeTable(ordered, len(rows) < len(by_service))


def _outcomes(referrals: Sequence[Referral]) -> ServiceOutcomes:
    total = len(referrals)
    reached = sum(row.reached_on is not None or row.helped_on is not None for row in referrals)
    days = [(row.helped_on - row.requested_on).days for row in referrals if row.helped_on and row.requested_on]
    counts = {
        "referrals": total, "reached": reached, "not_reached": total - reached, "helped": len(days),
        "not_helped": total - len(days),
    }  # fmt: skip
    sums = [Sum("referrals", ("reached", "not_reached")), Sum("referrals", ("helped", "not_helped"))]
    shown = protect(counts, sums)
    enough = len(days) >= THRESHOLD and not isinstance(shown["helped"], Hidden)
    service = referrals[0].service
    weeks = round(median(days) / 7) if enough else None
    return ServiceOutcomes(service.name if service else "", tuple(shown[code] for code in COUNTED), weeks)
