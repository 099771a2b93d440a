"""On which ground something may be told outside."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Client
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentManner, DisclosureGround, GivenConsent
from unstuck.web.consents.part2 import is_part2
from unstuck.web.consents.queries import GIVEN, ListedConsent, consents_about


def consents_to_tell(client: int) -> list[ListedConsent]:
    """Return the consents in force that name somebody outside: what a disclosure can rest on."""
    return [one for one in consents_about(client) if one.in_force and one.held.recipient]


def check_disclosure(client: Client, ground: str, consent: str, on: date, words: str, today: date) -> None:
    """Raise Denied for a disclosure without its ground. Under 42 CFR Part 2 a consent is signed and has an end."""
    if on > today:
        raise Denied("future_date", _("The date cannot be in the future."))
    if ground not in DisclosureGround.values:
        raise Denied("no_ground", _("Choose on which ground it was told."))
    if ground == DisclosureGround.OTHER and not words.strip():
        raise Denied("no_law", _("Name the law."))
    if ground == DisclosureGround.OTHER and is_part2(client):
        raise Denied(
            "part2_ground", _("42 CFR Part 2 protects these records: it knows the grounds above and no other.")
        )
    if ground != DisclosureGround.CONSENT:
        return
    found = next((one for one in consents_to_tell(client.pk) if one.key == consent), None)
    if found is None:
        raise Denied("no_consent", _("Choose the consent on which it rests. Where there is none, record it first."))
    if is_part2(client) and not _has_all_elements(found):
        problem = _(
            "Under 42 CFR Part 2 the consent must be signed, and say until when it holds (§ 2.31). Record it anew."
        )
        raise Denied("consent_elements", problem)


def _has_all_elements(found: ListedConsent) -> bool:
    """Tell whether a consent has a signature and an end. Name, recipient, purpose and words it cannot be without."""
    holder, _dash, row = found.key.partition("-")
    if holder != GIVEN:
        return True  # its own room asked for them: nothing of such records is sent there without
    return GivenConsent.objects.filter(pk=row, how=ConsentManner.SIGNED, until__isnull=False).exists()
