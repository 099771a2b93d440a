"""The accounting of disclosures (42 CFR 2.25, 45 CFR 164.528): what left, when, to whom, and on which ground.

Letters and files that leave have rows of their own in the rooms that send them; each room registers one reader. What
was told by another way is recorded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.audit.access import rows as access
from unstuck.web.audit.access.record import who_looked
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.consents.models import Disclosure, DisclosureGround

MOST = 5000
HANDED_OVER = ("rights:record_pdf", "rights:record_data")
"""Routes by which a client takes their own record away."""


@dataclass(frozen=True)
class DisclosureEntry:
    """One thing that left: on which day, to whom, what, what for, on which ground, and who sent it.

    `spoken_about`: a report about a child; it is gone through in conversation and stands on no paper (S.6).
    `to_themselves`: what the client was given of their own record.
    """

    on: date
    recipient: str
    what: str
    purpose: str
    ground: str
    by: str = ""
    spoken_about: bool = False
    to_themselves: bool = False


DisclosureReader = Callable[[int], Iterable[DisclosureEntry]]
"""From a client's row id to what a room sent about them."""
DISCLOSURE_READERS: list[DisclosureReader] = []


def tells_disclosures(read: DisclosureReader) -> DisclosureReader:
    """Make a function the reader of what a room sends."""
    DISCLOSURE_READERS.append(read)
    return read


def disclosures_about(client: Client) -> list[DisclosureEntry]:
    """Return everything that left about a client, the latest first."""
    found = [entry for read in DISCLOSURE_READERS for entry in read(client.pk)]
    return sorted([*found, *_handed_over(client)], key=lambda one: one.on, reverse=True)


@tells_disclosures
def recorded_disclosures(client: int) -> Iterator[DisclosureEntry]:
    """Yield what somebody recorded by hand."""
    for one in Disclosure.objects.filter(client=client).select_related("by"):
        ground = DisclosureGround(one.ground).words
        said = f"{ground}: {one.words}" if one.words else ground
        report = one.ground == DisclosureGround.REPORT
        yield DisclosureEntry(one.on, one.recipient, one.what, one.purpose, said, one.by.name, report)


def _handed_over(client: Client) -> Iterator[DisclosureEntry]:
    """Yield when the client's own record was taken out for them, as the record of access has it."""
    agency = str(client.agency.public_id)
    looked = [
        row
        for public_id in Episode.objects.filter(client=client).values_list("public_id", flat=True)
        for row in who_looked(agency, public_id, MOST)
        if row.act == access.EXPORTED and row.route in HANDED_OVER
    ]
    names = dict(Person.objects.filter(public_id__in={row.actor for row in looked}).values_list("public_id", "name"))
    by_id = {str(public_id): name for public_id, name in names.items()}
    for row in looked:
        yield DisclosureEntry(
            localdate(datetime.fromisoformat(row.at)),
            _("The client"),
            _("Their own record"),
            _("to have it"),
            _("The client's own right (§\u00a02.23)"),
            by_id.get(row.actor, ""),
            to_themselves=True,
        )
