"""What works here: for each service, how often it was asked, reached and helped, with small numbers hidden.

The rule is the one of the managers' overview (`population.disclosure`): under 5 is hidden, all else is rounded to the
nearest 5, and what could be worked out by subtraction is withheld. Nothing is shown by worker. The days until help came
are a median of 5 or more, in whole weeks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from unstuck.population.disclosure import THRESHOLD, Hidden, Shown, Sum, protect
from unstuck.web.accounts.actors import Actor
from unstuck.web.referrals.models import Referral

COUNTED = ("referrals", "reached", "helped")


@dataclass(frozen=True)
class Row:
    """One service. `weeks`: the median of weeks until help came, None where too few say so."""

    name: str
    numbers: tuple[Shown, ...]
    weeks: int | None


@dataclass(frozen=True)
class Table:
    """The services with enough referrals to be shown, and whether there are others."""

    rows: Sequence[Row]
    others: bool


def what_works(actor: Actor) -> Table:
    """Return the numbers of the actor's own agency: everybody's there, nobody's in particular."""
    asked = Referral.objects.filter(episode__client__agency_id=actor.agency_id, requested_on__isnull=False)
    by_service: dict[int, list[Referral]] = defaultdict(list)
    for one in asked.exclude(service=None).select_related("service").order_by("id"):
        by_service[one.service_id or 0].append(one)
    rows = [_row(found) for found in by_service.values() if len(found) >= THRESHOLD]
    ordered = sorted(rows, key=lambda row: row.name.casefold())
    return Table(ordered, len(rows) < len(by_service))


def _row(found: Sequence[Referral]) -> Row:
    reached = sum(one.reached_on is not None or one.helped_on is not None for one in found)
    days = [(one.helped_on - one.requested_on).days for one in found if one.helped_on and one.requested_on]
    counts = {
        "referrals": len(found), "reached": reached, "not_reached": len(found) - reached, "helped": len(days),
        "not_helped": len(found) - len(days),
    }  # fmt: skip
    sums = [Sum("referrals", ("reached", "not_reached")), Sum("referrals", ("helped", "not_helped"))]
    shown = protect(counts, sums)
    enough = len(days) >= THRESHOLD and not isinstance(shown["helped"], Hidden)
    service = found[0].service
    name = service.name if service else ""
    return Row(name, tuple(shown[code] for code in COUNTED), round(median(days) / 7) if enough else None)
