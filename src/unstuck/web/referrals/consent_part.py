"""The consents to referrals, on the list of all consents; taking one back ends the links that were given out."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.referrals.models import Consent, ConsentMethod, ContactMethod
from unstuck.web.referrals.queries import REFERRAL_CONSENTS
from unstuck.web.referrals.workflow import ANSWERABLE


@holds_consents(REFERRAL_CONSENTS)
def referral_consents(client: int) -> Iterator[HeldConsent]:
    """Yield what a client agreed to for each referral; a later consent takes the place of an earlier one."""
    rows = Consent.objects.filter(referral__episode__client=client).select_related("referral")
    latest = {row.referral_id: row.pk for row in rows.order_by("recorded_at", "id")}
    for row in rows.order_by("recorded_at", "id"):
        referral, over = row.referral, ""
        if latest[row.referral_id] != row.pk:
            over = _("Agreed anew since")
        elif referral.state not in ("draft", *ANSWERABLE):
            over = _("The referral has ended")
        yield HeldConsent(
            row=row.pk,
            kind=_("Referral"),
            on=row.on,
            how=ConsentMethod(row.how).words,
            recipient=referral.organisation,
            purpose=referral.ask,
            words=row.text,
            until=_("until the referral ends"),
            over=over,
            to_tell="" if referral.state == "draft" or referral.way == ContactMethod.SELF else referral.organisation,
        )
