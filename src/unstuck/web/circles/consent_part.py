"""Consents to asking another agency, on the list of all consents. Taken back, no file is made of it any more."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.circles.models import OutgoingQuestion
from unstuck.web.circles.policies import CIRCLE_CONSENTS
from unstuck.web.components import dates
from unstuck.web.consents.disclosures import DisclosureEntry, tells_disclosures
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.consultation.models import Ground


@holds_consents(CIRCLE_CONSENTS)
def circle_consents(client: int) -> Iterator[HeldConsent]:
    """Yield the consents on which questions to other agencies rest."""
    rows = OutgoingQuestion.objects.filter(consultation__episode__client=client, ground=Ground.CONSENT)
    for row in rows.select_related("partner").order_by("id"):
        yield HeldConsent(
            row=row.pk,
            kind=_("Asking another agency, without the client's name"),
            on=row.consent_on,
            how=row.consent_how,
            recipient=row.partner.name,
            until=_("until %(day)s") % {"day": spell_date(row.expires_on)},
            over=_("Its last day has passed") if row.expires_on < dates.today() else "",
            to_tell=row.partner.name,
        )


@tells_disclosures
def questions_sealed(client: int) -> Iterator[DisclosureEntry]:
    """Yield the questions that were sealed for another agency, without the client's name."""
    rows = OutgoingQuestion.objects.filter(consultation__episode__client=client).select_related("partner", "by")
    for row in rows:
        what = _("A question to colleagues, without the client's name")
        ground = _("The agency's notice")
        if row.consent_on is not None:
            ground = _("Consent of %(day)s") % {"day": spell_date(row.consent_on)}
        yield DisclosureEntry(row.on, row.partner.name, what, _("consultation"), ground, row.by.name)
