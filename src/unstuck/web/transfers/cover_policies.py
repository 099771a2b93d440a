"""What a cover needs: its days, what the colleague needs to know, whether each client knows, and words about a risk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.cover_states import AGREED, ASKED
from unstuck.web.caseload.models import Cover, CoveredClient
from unstuck.web.components.denied import Denied
from unstuck.web.transfers.models import ClientKnows
from unstuck.web.transfers.policies import LONGEST_AHEAD_WEEKS


@dataclass(frozen=True)
class ForOneClient:
    """What is said for one client: whether they know, and what the colleague needs to know about them."""

    knows: str
    note: str = ""


@dataclass(frozen=True)
class CoverDetails:
    """From which day to which, with what to know. `clients`: what is said for each, by public id."""

    first_day: date
    last_day: date
    note: str = ""
    risk_words: str = ""
    clients: Mapping[str, ForOneClient] = field(default_factory=dict)


def check_cover(wanted: CoverDetails, today: date, *, risk_open: bool) -> None:
    """Raise Denied for the first thing that a cover lacks."""
    for _field, denied in cover_faults(wanted, today, risk_open=risk_open):
        raise denied


def cover_faults(wanted: CoverDetails, today: date, *, risk_open: bool) -> Iterator[tuple[str, Denied]]:
    """Yield what a cover lacks, each with the field that it belongs beside."""
    latest = today + timedelta(weeks=LONGEST_AHEAD_WEEKS)
    if not today <= wanted.first_day <= latest:
        words = _("The first day must be today or within the next %(n)s weeks.") % {"n": LONGEST_AHEAD_WEEKS}
        yield "first_day", Denied("wrong_first_day", words)
    if not wanted.first_day <= wanted.last_day <= latest:
        words = _("The last day must not be before the first, and within the next %(n)s weeks.")
        yield "last_day", Denied("wrong_last_day", words % {"n": LONGEST_AHEAD_WEEKS})
    if not wanted.clients:
        yield "clients", Denied("nobody_chosen", _("Choose at least one client, or all of them."))
    if not wanted.note.strip() and not all(one.note.strip() for one in wanted.clients.values()):
        words = _("Write down what your colleague needs to know: once for all of them, or for each client.")
        yield "note", Denied("no_note", words)
    yield from _what_clients_know(wanted.clients)
    if risk_open and not wanted.risk_words.strip():
        words = _("With one of them a risk is open. Say in words how it is held on these days.")
        yield "risk_words", Denied("no_risk_words", words)


def _what_clients_know(clients: Mapping[str, ForOneClient]) -> Iterator[tuple[str, Denied]]:
    for public_id, one in clients.items():
        if one.knows not in ClientKnows.values:
            yield "knows", Denied("not_said", _("Say whether the clients know who stands in."))
        elif one.knows == ClientKnows.NOT_WANTED and not one.note.strip():
            words = _("This client does not want it. Say why it is needed all the same, or leave them out.")
            yield f"for-{public_id}", Denied("not_wanted", words)


def check_days_are_free(wanted: CoverDetails, clients: Collection[int], today: date) -> None:
    """Raise Denied where somebody stands in for one of these clients, or is asked to, on one of the days."""
    held = CoveredClient.objects.filter(episode__in=clients, cover__state__in=[ASKED, AGREED])
    meets = held.filter(cover__first_day__lte=wanted.last_day, cover__last_day__gte=max(wanted.first_day, today))
    found = meets.select_related("cover__colleague", "episode__client").first()
    if found is not None:
        words = _("%(client)s: %(name)s stands in, or was asked to, from %(first)s to %(last)s. End that first.")
        said = {"client": found.episode.client.called, "name": found.cover.colleague.name}
        days = {"first": spell_date(found.cover.first_day), "last": spell_date(found.cover.last_day)}
        raise Denied("days_taken", words % (said | days))


def check_not_over(cover: Cover, today: date) -> None:
    """Raise Denied where the last day is past."""
    if cover.last_day < today:
        raise Denied("over", _("The last day is past, so there is nothing left to stand in for."))
