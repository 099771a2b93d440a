"""The consents to referrals on the list of all consents, and the referrals made among what left."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.consents.disclosures import DisclosureEntry, tells_disclosures
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.referrals.consent_text import parts_called
from unstuck.web.referrals.models import Consent, ConsentMethod, ContactMethod, ReferralStep
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


@tells_disclosures
def referrals_made(client: int) -> Iterator[DisclosureEntry]:
    """Yield the referrals that were made, each with what the client had agreed to tell."""
    steps = ReferralStep.objects.filter(referral__episode__client=client, action="request").select_related("referral")
    for step in steps.exclude(referral__way=ContactMethod.SELF).select_related("by"):
        agreed = Consent.objects.filter(referral=step.referral_id, recorded_at__lte=step.at).last()
        parts = [parts_called()[code] for code in agreed.parts] if agreed else []
        ground = _("Consent of %(day)s") % {"day": spell_date(agreed.on)} if agreed else ""
        by = step.by.name if step.by else ""
        yield DisclosureEntry(step.on, step.referral.organisation, ", ".join(parts), step.referral.ask, ground, by)
