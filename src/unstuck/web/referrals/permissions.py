"""Who may see referrals: whoever may read the client. Only the client's own worker makes and follows them.

A link shows one question to whoever holds it, and nothing about anybody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.referrals.models import AreaLink, Referral, ReplyLink
from unstuck.web.referrals.workflow import ANSWERABLE
from unstuck.web.safety.queries import others_may_read

_SALT = "unstuck.referrals.reply"
LONGEST_TOKEN = 64


def referrals_for(actor: Actor | None) -> QuerySet[Referral]:
    """Return the referrals that somebody may read: the gate of every page about them."""
    return Referral.objects.filter(episode__in=episodes_for(actor))


def area_links_for(actor: Actor | None) -> QuerySet[AreaLink]:
    """Return the links between life areas that somebody may read."""
    return AreaLink.objects.filter(episode__in=episodes_for(actor))


def token_of(link: ReplyLink) -> str:
    """Return the token in the address of a link: made from its seed and the site's signing key."""
    return salted_hmac(_SALT, str(link.seed), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """Return the digest of a token: all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, now: datetime) -> ReplyLink | None:
    """Return the link of a token; None where it is unknown, used, ended or has expired.

    Once violence at home is known, a client's own link stops working: the device may be shared (S.3).
    """
    if len(token) > LONGEST_TOKEN:
        return None
    usable = ReplyLink.objects.filter(digest=digest_of(token), used_at=None, ended_at=None, expires_at__gt=now)
    link = usable.select_related("referral__episode__client__agency").first()
    if link is None or link.referral.state not in ANSWERABLE:
        return None
    return None if link.whom == "client" and others_may_read(link.referral.episode) else link
