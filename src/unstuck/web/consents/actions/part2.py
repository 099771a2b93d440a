"""Saying whose records 42 CFR Part 2 protects, and recording what was told outside by another way than the site's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.accounts.policies import check_administers
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.components.batches import in_parts
from unstuck.web.components.denied import Denied
from unstuck.web.consents.actions.locking import locked_in_any_state
from unstuck.web.consents.disclosure_policies import check_disclosure
from unstuck.web.consents.models import Disclosure, MarkSource, Part2Mark, Part2Rule


@dataclass(frozen=True)
class DisclosureTerms:
    """What was told, to whom, what for, on which day and ground. `consent`: the key of the consent that it rests on."""

    recipient: str
    what: str
    purpose: str
    ground: str
    on: date
    consent: str = ""
    words: str = ""


def mark_client(actor: Actor, episode: Episode, marked: bool, words: str, context: WriteContext) -> None:
    """Say whether a client's records are those of a substance use disorder programme, and why."""
    with recorded("part2.marked", actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        if not words.strip():
            raise Denied("no_reason", _("Say why, in a sentence."))
        _mark([held.client_id], marked, MarkSource.WORKER, words, actor.id, context)
        write.about("episode", held.public_id, marked=marked)


def mark_from_file(clients: Collection[int], by: int, context: WriteContext) -> int:
    """Mark the clients of a file that carries the notice, inside the action that saves it; return how many."""
    marks: dict[int, bool] = {}
    for part in in_parts(sorted(clients)):
        marks |= dict(Part2Mark.objects.filter(client__in=part).order_by("id").values_list("client", "marked"))
    unmarked = [one for one in sorted(clients) if not marks.get(one)]
    _mark(unmarked, True, MarkSource.FILE, "", by, context)
    return len(unmarked)


def _mark(
    clients: Collection[int], marked: bool, source: MarkSource, words: str, by: int, context: WriteContext
) -> None:
    told = {"marked": marked, "source": source, "words": words.strip(), "at": context.now, "by_id": by}
    Part2Mark.objects.bulk_create(Part2Mark(client_id=one, **told) for one in clients)


def say_of_agency(actor: Actor, applies: bool, context: WriteContext) -> None:
    """Say whether the agency is such a programme, so that all its records are protected unless marked otherwise."""
    with recorded("part2.rule_set", actor, context) as write:
        check_administers(actor, Agency.objects.get(pk=actor.agency_id))
        Part2Rule.objects.create(agency_id=actor.agency_id, applies=applies, at=context.now, by_id=actor.id)
        write.about("agency", actor.agency_public_id, applies=applies)


def record_disclosure(actor: Actor, episode: Episode, terms: DisclosureTerms, context: WriteContext) -> Disclosure:
    """Record what was told to somebody outside, by telephone or otherwise, with its ground."""
    with recorded("disclosure.recorded", actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        check_disclosure(held.client, terms.ground, terms.consent, terms.on, terms.words, context.today)
        made = Disclosure.objects.create(
            client_id=held.client_id, on=terms.on, recipient=terms.recipient, what=terms.what, purpose=terms.purpose,
            ground=terms.ground, consent=terms.consent, words=terms.words, at=context.now, by_id=actor.id,
        )  # fmt: skip
        write.about("episode", held.public_id, ground=terms.ground)
    return made
