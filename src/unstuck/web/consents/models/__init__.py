"""The rows of the room, by what they are about."""

from unstuck.web.consents.models.consents import (
    ConsentKind,
    ConsentManner,
    ConsentWithdrawal,
    GivenBy,
    GivenConsent,
    WithdrawalStep,
)
from unstuck.web.consents.models.part2 import Disclosure, DisclosureGround, MarkSource, Part2Mark, Part2Rule
from unstuck.web.consents.models.restrictions import Restriction, RestrictionScope, RestrictionStep

__all__ = [
    "ConsentKind",
    "ConsentManner",
    "ConsentWithdrawal",
    "Disclosure",
    "DisclosureGround",
    "GivenBy",
    "GivenConsent",
    "MarkSource",
    "Part2Mark",
    "Part2Rule",
    "Restriction",
    "RestrictionScope",
    "RestrictionStep",
    "WithdrawalStep",
]
