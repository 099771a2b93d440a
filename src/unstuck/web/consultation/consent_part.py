"""Consents to asking colleagues, on the list of all consents. Taken back, those asked no longer read the question."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.consultation.models import Consultation, Ground
from unstuck.web.consultation.permissions import CONSULTATION_CONSENTS
from unstuck.web.consultation.workflow import OPEN


@holds_consents(CONSULTATION_CONSENTS)
def consultation_consents(client: int) -> Iterator[HeldConsent]:
    """Yield the consents on which questions to colleagues rest; drafts are nobody's yet."""
    rows = Consultation.objects.filter(episode__client=client, ground=Ground.CONSENT).exclude(state="drafted")
    for row in rows.order_by("id"):
        yield HeldConsent(
            row=row.pk,
            kind=_("Asking colleagues here, without the client's name"),
            on=row.consent_on,
            how=row.consent_how,
            until=_("until the question is closed"),
            over="" if row.state in OPEN else _("The question is closed"),
        )
