"""Referrals, what the client agreed to, links for answers, and how life areas hang together."""

from unstuck.web.referrals.models.links import AreaLink, ReplyLink, Whom
from unstuck.web.referrals.models.referrals import (
    HELPED,
    Answer,
    Consent,
    Got,
    How,
    Reason,
    Referral,
    Said,
    Serves,
    Step,
    Way,
)

__all__ = [
    "HELPED",
    "Answer",
    "AreaLink",
    "Consent",
    "Got",
    "How",
    "Reason",
    "Referral",
    "ReplyLink",
    "Said",
    "Serves",
    "Step",
    "Way",
    "Whom",
]
