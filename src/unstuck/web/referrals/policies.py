"""What may be done with a referral, and when, whoever does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.referrals.models.referrals import Consent, ConsentMethod, ContactMethod, Referral
from unstuck.web.referrals.workflow import NEEDS_REASON, OPEN
from unstuck.web.safety.queries import others_may_read

SUBSTANCE_USE = "substance_use"
"""The part that always falls under 42 CFR Part 2."""


def check_safe(episode: Episode, way: str, safe_way: str) -> None:
    """Raise Denied where violence at home is known and no safe way to reach the client is recorded (S.3)."""
    if others_may_read(episode) and not safe_way.strip():
        raise Denied(
            "safe_way_needed",
            _("Violence at home is recorded. Ask the client for a safe way first: no letters, texts or links home."),
        )


def check_link_to_client(episode: Episode) -> None:
    """Raise Denied where others could read a link on a shared device (S.3)."""
    if others_may_read(episode):
        raise Denied(
            "shared_device",
            _("Violence at home is recorded: send no links to a device that may be shared. Ask in person instead."),
        )


def check_partner_link(referral: Referral) -> None:
    """Raise Denied where nobody was written to, or there is nothing left to answer."""
    if referral.way not in (ContactMethod.LETTER, ContactMethod.EMAIL):
        raise Denied("no_letter", _("There is a reply link only if they were asked by letter or e-mail."))
    if referral.state not in OPEN:
        raise Denied("not_open", _("This referral is not open at the moment: there is nothing for them to answer."))


def check_parts(parts: Mapping[str, str], part2: bool, how: str) -> None:
    """Raise Denied where a part has no words, or Part 2 records would be shared on spoken consent."""
    if not parts or not all(text.strip() for text in parts.values()):
        raise Denied("nothing_shared", _("For each part you ticked, write exactly what is shared."))
    if part2 and how != ConsentMethod.SIGNED:
        raise Denied(
            "written_consent",
            _("Records of substance use treatment (42 CFR Part 2) may only be shared with written consent."),
        )


def check_agreed(referral: Referral, consent: Consent | None) -> None:
    """Raise Denied where something would be shared without consent."""
    if consent is None and referral.way != ContactMethod.SELF:
        raise Denied("no_consent", _("Record the client's consent first: exactly what may be shared, and with whom."))


def check_reason(action: str, reason: str) -> None:
    """Raise Denied for an ending without its reason."""
    if action in NEEDS_REASON and not reason:
        raise Denied("no_reason", _("Say why."))


def check_days(on: date, today: date, first: date, call_back_on: date | None) -> None:
    """Raise Denied for a day in the future or before what it follows, and for asking again before the step."""
    if on > today:
        raise Denied("future_date", _("The date cannot be in the future."))
    if on < first:
        raise Denied("before_its_start", _("The date cannot be before %(day)s.") % {"day": spell_date(first)})
    if call_back_on is not None and call_back_on < on:
        raise Denied("call_back_past", _("The day to ask again cannot be before the day of this step."))
