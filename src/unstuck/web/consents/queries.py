"""The list of a client's consents, from every room, and what rules ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from unstuck.web.consents.holders import READERS, HeldConsent
from unstuck.web.consents.models import ConsentKind, ConsentWithdrawal, GivenConsent

GIVEN = "given"
"""The code under which this room holds its own."""


@dataclass(frozen=True)
class ListedConsent:
    """One consent on the list, with what was taken back of it. `key` names it in an address."""

    key: str
    held: HeldConsent
    withdrawal: ConsentWithdrawal | None

    @property
    def in_force(self) -> bool:
        """True while something may rest on it."""
        return self.withdrawal is None and not self.held.over and not self.held.refused

    @property
    def can_be_withdrawn(self) -> bool:
        """True where it is taken back here, and not where it is changed."""
        return self.in_force and not self.held.address


def consents_about(client: int) -> list[ListedConsent]:
    """Return every consent of a client, in force first, then the latest."""
    withdrawn = {(one.holder, one.row): one for one in _withdrawals(client)}
    found = [
        ListedConsent(f"{code}-{held.row}", held, withdrawn.get((code, held.row)))
        for code, read in READERS.items()
        for held in read(client)
    ]
    found.sort(key=lambda one: one.held.on or date.min, reverse=True)
    return sorted(found, key=lambda one: not one.in_force)


def consent_with_key(client: int, key: str) -> ListedConsent | None:
    """Return one consent of a client by its key; None for none of theirs."""
    return next((one for one in consents_about(client) if one.key == key), None)


def _withdrawals(client: int) -> QuerySet[ConsentWithdrawal]:
    return ConsentWithdrawal.objects.filter(client=client).select_related("by", "seen_to__by")


def open_withdrawals(client: int) -> Sequence[ConsentWithdrawal]:
    """Return what a client took back and nobody has seen to: somebody is to be told, or they did it on their page."""
    rows = ConsentWithdrawal.objects.filter(NOT_SEEN_TO, client=client)
    return list(rows.order_by("at"))


NOT_SEEN_TO = Q(seen_to=None) & (~Q(to_tell="") | Q(by=None))
"""That somebody has yet to act on a withdrawal."""


def latest_answer(client: int, kind: ConsentKind) -> GivenConsent | None:
    """Return what a client answered last to a question of which the latest answer holds."""
    return GivenConsent.objects.filter(client=client, kind=kind).order_by("recorded_at", "id").last()


def said_no(client: int, kind: ConsentKind) -> bool:
    """Tell whether a client refused, or took back, what they were asked; False where nobody asked."""
    latest = latest_answer(client, kind)
    if latest is None:
        return False
    return not latest.agreed or ConsentWithdrawal.objects.filter(holder=GIVEN, row=latest.pk).exists()


def who_said_no(agency: int, kind: ConsentKind) -> set[int]:
    """Return the row ids of an agency's clients who refused or took back what they were asked."""
    rows = GivenConsent.objects.filter(client__agency=agency, kind=kind).order_by("recorded_at", "id")
    latest = {client: (row, agreed) for client, row, agreed in rows.values_list("client", "pk", "agreed")}
    withdrawn = ConsentWithdrawal.objects.filter(holder=GIVEN, row__in=[row for row, _agreed in latest.values()])
    taken_back = set(withdrawn.values_list("row", flat=True))
    return {client for client, (row, agreed) in latest.items() if not agreed or row in taken_back}
