"""Who may see referrals: whoever may read the client. Handing on and following is the client's own worker's.

A link opens one question for whoever holds it, and shows nothing about anybody.
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
from unstuck.web.referrals.policies import violence_at_home
from unstuck.web.referrals.workflow import OPEN

_SALT = "unstuck.referrals.reply"
LONGEST_TOKEN = 64


def referrals_for(actor: Actor | None) -> QuerySet[Referral]:
    """Return the referrals that somebody may read: the gate of every page about them."""
    return Referral.objects.filter(episode__in=episodes_for(actor))


def area_links_for(actor: Actor | None) -> QuerySet[AreaLink]:
    """Return the links between areas of life that somebody may read."""
    return AreaLink.objects.filter(episode__in=episodes_for(actor))


def token_of(link: ReplyLink) -> str:
    """Return what stands in the address of a link: made of its seed and the site's signing key."""
    return salted_hmac(_SALT, str(link.seed), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, now: datetime) -> ReplyLink | None:
    """Return the link that a token opens; None for one that is unknown, used, ended or too old.

    Once violence at home is known, a client's own link opens no more: the device may be shared (S.3).
    """
    if len(token) > LONGEST_TOKEN:
        return None
    found = ReplyLink.objects.filter(digest=digest_of(token), used_at=None, ended_at=None, expires_at__gt=now)
    link = found.select_related("referral__episode__client__agency").first()
    if link is None or link.referral.state not in (*OPEN, "completed"):
        return None
    return None if link.whom == "client" and violence_at_home(link.referral.episode) else link
