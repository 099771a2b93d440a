"""Referrals, the client's consent, reply links, and how life areas affect each other."""

from unstuck.web.referrals.models.links import AreaLink, LinkRecipient, ReplyLink
from unstuck.web.referrals.models.referrals import (
    HELPED,
    NOT_TOLD_YET,
    Consent,
    ConsentMethod,
    ContactMethod,
    HelpAnswer,
    HelpReceived,
    Referral,
    ReferralArea,
    ReferralEndReason,
    ReferralStep,
    ReportedBy,
)

__all__ = [
    "HELPED",
    "NOT_TOLD_YET",
    "AreaLink",
    "Consent",
    "ConsentMethod",
    "ContactMethod",
    "HelpAnswer",
    "HelpReceived",
    "LinkRecipient",
    "Referral",
    "ReferralArea",
    "ReferralEndReason",
    "ReferralStep",
    "ReplyLink",
    "ReportedBy",
]
