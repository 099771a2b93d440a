"""When a client's records may be deleted."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.components.denied import Denied
from unstuck.web.rights.models import RetentionRule


def retention_years(agency: int) -> int | None:
    """Return how many years an agency keeps records, None where it has not said so."""
    return RetentionRule.objects.filter(agency=agency).order_by("-id").values_list("years", flat=True).first()


def deletable_on(client: Client, years: int) -> date | None:
    """Return the first day on which a client's records may be deleted, None while they are in care."""
    ends = list(Episode.objects.filter(client=client).values_list("ended_on", flat=True))
    if not ends or None in ends:
        return None
    return years_after(max(end for end in ends if end), years)


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; after the 29th of February the 1st of March.

    >>> years_after(date(2020, 2, 29), 7), years_after(date(2020, 5, 1), 7)
    (datetime.date(2027, 3, 1), datetime.date(2027, 5, 1))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_deletable(client: Client, today: date) -> None:
    """Raise Denied before the agency's retention time is over, and where it has not said how long that is."""
    years = retention_years(client.agency_id)
    if years is None:
        raise Denied("no_retention", _("Your agency has not said how long it keeps records. An administrator sets it."))
    first = deletable_on(client, years)
    if first is None:
        raise Denied("in_care", _("This client is in care. Records are kept until some years after the work ended."))
    if first > today:
        raise Denied("kept", _("These records are kept until %(day)s.") % {"day": spell_date(first)})


def why_not_deletable(client: Client, today: date) -> str:
    """Return why a client's records may not be deleted yet, empty where they may."""
    try:
        check_deletable(client, today)
    except Denied as denied:
        return denied.reason
    return ""
