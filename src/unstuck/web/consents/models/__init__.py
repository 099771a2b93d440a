"""The rows of the room, by what they are about."""

from unstuck.web.consents.models.consents import (
    ConsentKind,
    ConsentManner,
    ConsentWithdrawal,
    GivenBy,
    GivenConsent,
    WithdrawalStep,
)
from unstuck.web.consents.models.restrictions import Restriction, RestrictionScope, RestrictionStep

__all__ = [
    "ConsentKind",
    "ConsentManner",
    "ConsentWithdrawal",
    "GivenBy",
    "GivenConsent",
    "Restriction",
    "RestrictionScope",
    "RestrictionStep",
    "WithdrawalStep",
]
