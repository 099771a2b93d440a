"""Outside support in the demonstration: referrals in every state, and how areas of life affect each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode, LifeArea
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions.area_links import NewAreaLink, link_areas
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.actions.replies import NewHelpAnswer, record_answer
from unstuck.web.referrals.models import ConsentMethod, ContactMethod, HelpReceived, Referral
from unstuck.web.referrals.network_page import network_of
from unstuck.web.safety.queries import others_may_read

LONG_ENOUGH = 42
"""Days that the work must have gone on."""
MOST = 8
"""So many of each worker's clients have referrals."""


@dataclass(frozen=True)
class Example:
    """One referral, and what became of it: worker's moves by days ago, and the client's answer."""

    organisation: str
    ask: str
    areas: tuple[str, ...]
    way: ContactMethod
    moves: tuple[tuple[int, str, str], ...] = ()
    told: NewHelpAnswer | None = None
    overdue: bool = False


YESTERDAY = date.min
EXAMPLES = (
    Example("Riverside food pantry", "A box of food each week until the benefit is paid", ("food", "money"),
            ContactMethod.LETTER, ((20, "request", ""), (15, "accept", ""), (9, "start", "")),
            NewHelpAnswer(HelpReceived.YES, YESTERDAY, words="There is food on Fridays.")),
    Example("Tenants' advice centre", "Help with a letter from the landlord", ("housing", "legal"), ContactMethod.EMAIL,
            ((21, "request", ""),), overdue=True),
    Example("Debt advice, Mill Lane", "A plan for what is owed", ("money",), ContactMethod.PHONE,
            ((18, "request", ""), (12, "accept", ""))),
    Example("Back to work club", "Practice for interviews", ("work",), ContactMethod.SELF,
            ((25, "request", ""), (11, "start", ""))),
    Example("Harbour walking group", "Company on Saturdays", ("social", "leisure"), ContactMethod.LETTER,
            ((24, "request", ""),),
            NewHelpAnswer(HelpReceived.NO, YESTERDAY, "distance", "Two buses, and the second does not run then.")),
    Example("Family centre", "Somebody to talk to with the whole family", ("family",), ContactMethod.LETTER,
            ((19, "request", ""), (10, "decline", "full"))),
    Example("Hospital social work", "Somebody to go along to appointments", ("health",), ContactMethod.EMAIL,
            ((22, "request", ""), (6, "complete", ""))),
    Example("Evening school", "A place in the spring course", ("education",), ContactMethod.SELF,
            ((16, "request", ""), (8, "cancel", "not_wanted"))),
    Example("Legal clinic", "An hour of advice", ("legal",), ContactMethod.LETTER),
)  # fmt: skip
HIT_AT = 5
HIT: tuple[tuple[str, int, dict[str, object]], ...] = (
    ("money", 2, {"wants_help": True, "negatively_affected": True}),
    ("housing", 3, {"wants_help": True}),
    ("family", 3, {}),
)
"""Of one client of each worker, several areas are hit."""
TIES = (
    ("money", "housing", "When the rent is late I cannot sleep at home."),
    ("work", "money", "Without shifts there is nothing."),
    ("money", "family", "We argue about it every evening."),
    ("health", "work", "Some mornings I cannot get up."),
    ("social", "meaning", "Nobody would notice."),
)


def add_referrals(workers: Sequence[Actor], now: datetime, today: date) -> None:
    """Give some clients of each worker referrals, so that every state is shown."""
    for place, worker in enumerate(workers):
        known = episodes_for(worker).filter(
            worker_id=worker.id, ended_on=None, started_on__lte=today - timedelta(days=LONG_ENOUGH)
        )
        clients = list(known.select_related("client").order_by("standing__urgency", "pk")[:MOST])
        for at, episode in enumerate(clients):
            if at == HIT_AT:
                record_facts(worker, episode, _several(today), WriteContext(now, today))
            _tie(worker, episode, now, today)
            for example in EXAMPLES[(at + place) % len(EXAMPLES) :: MOST]:
                _refer(worker, episode, example, now, today)


def _several(today: date) -> list[LifeArea]:
    """Return several areas of life that are hit at once: the green light (D.1)."""
    return [LifeArea(on=today - timedelta(days=8), area=area, rating=rating, **more) for area, rating, more in HIT]


def _tie(worker: Actor, episode: Episode, now: datetime, today: date) -> None:
    """Tie the areas that are hit, as far as there are words for it."""
    hit = {one.area for one in network_of(episode, today).network.to_cover}
    for cause, effect, words in TIES:
        if {cause, effect} <= hit:
            link_areas(
                worker, episode, NewAreaLink(cause, effect, today - timedelta(days=7), words), WriteContext(now, today)
            )


def _refer(worker: Actor, episode: Episode, example: Example, now: datetime, today: date) -> None:
    first = example.moves[0][0] if example.moves else 1
    began = _write_context(now, today, first + 1)
    wanted = acts.NewReferral(
        organisation=example.organisation, ask=example.ask, areas=example.areas, way=example.way,
        contact="1 High Street, Riverside", call_back_on=began.today + timedelta(days=14),
        safe_way="Only through me, in a session" if others_may_read(episode) else "",
    )  # fmt: skip
    made = acts.draft(worker, episode, wanted, began)
    parts = {"name": episode.client.called, "need": example.ask}
    if example.moves:
        acts.consent(worker, made, acts.ConsentTerms(parts, ConsentMethod.SIGNED, began.today), began)
    for days, action, reason in example.moves:
        _move(worker, made, action, reason, _write_context(now, today, days), today, overdue=example.overdue)
    if example.told is not None:
        day = _write_context(now, today, 2)
        record_answer(worker, made, replace(example.told, on=day.today), day)


def _move(
    worker: Actor, made: Referral, action: str, reason: str, context: WriteContext, today: date, *, overdue: bool
) -> None:
    again = today - timedelta(days=4) if overdue else today + timedelta(days=5)
    if action != "request":
        move = ReferralMove(action, context.today, reason, call_back_on=None if reason else again)
        acts.record_move(worker, made, move, context)
        return
    spoke_to = "Mrs Achebe, front desk" if made.way == ContactMethod.PHONE else ""
    acts.request(worker, made, ReferralMove("request", context.today, spoke_to=spoke_to, call_back_on=again), context)


def _write_context(now: datetime, today: date, days: int) -> WriteContext:
    return WriteContext(now - timedelta(days=days), today - timedelta(days=days))
