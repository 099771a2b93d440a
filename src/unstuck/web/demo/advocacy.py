"""Advocacy in the demonstration: a task of each kind, in every state, one with a last day that is near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.actions import tasks as acts
from unstuck.web.advocacy.actions.frame import AdvocacyMove
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyTask
from unstuck.web.advocacy.policies import TaskDetails
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.referrals.models import ConsentMethod, HelpReceived
from unstuck.web.safety.first import safety_ranks
from unstuck.web.safety.queries import others_may_read

LONG_ENOUGH = 42
"""Days that the work must have gone on."""
SEEN_LATELY = 21
"""Days since they were last heard from: whoever is silent has a story of their own, and agrees to nothing."""
BEFORE = 12
"""So many clients, the most urgent ones, have other stories."""


@dataclass(frozen=True)
class AdvocacyExample:
    """One task, how far it came, and its words. Days are counted from today; `until`: its last day."""

    kind: AdvocacyKind
    office: str
    ask: str
    reasons: str
    wish: str
    goes_to: str
    until: int | None = None
    outcome: str = ""
    words: str = ""
    appeal_until: int | None = None
    way: str = "letter"
    more: Mapping[str, Any] = field(default_factory=dict)
    agreements: Sequence[acts.Agreement] = ()


Kind = AdvocacyKind
EXAMPLES = (
    AdvocacyExample(
        Kind.APPEAL, "County benefits office", "Look again at the decision about help with the rent",
        "The decision counts the wages of a son who moved out in March. His new lease is enclosed.",
        "I want them to count who really lives here.", "agreed", until=6,
    ),
    AdvocacyExample(
        Kind.LETTER, "Riverside Homes", "Repair the heating in the flat",
        "It has been broken since the autumn. There are two small children.", "A warm room for the children.", "sent",
    ),
    AdvocacyExample(
        Kind.CLAIM, "County benefits office", "Help with the cost of travel to the clinic",
        "There are two appointments a week, and the bus costs more than is left.", "Not having to choose between "
        "the clinic and food.", "answered", outcome="refused", words="They say that the form came too late.",
        appeal_until=16,
    ),
    AdvocacyExample(
        Kind.BENEFIT_CHECK, "Tenants' advice centre", "Everything that a household with one wage may claim",
        "One wage, two adults, a rent that rose in spring.", "To know where we stand.", "answered",
        outcome="entitled", words="Help with the rent, from the county, by the end of next month.", way="phone",
    ),
    AdvocacyExample(
        Kind.MEETING, "Family centre, Mill Lane", "Who does what until the spring",
        "Four people help, and nobody knows of the others.", "To tell it once, and not four times.", "done",
        outcome="held", words="All four came.", more={"takes_part": "The school\nThe health visitor\nDebt advice"},
        agreements=(acts.Agreement("The school", "A quiet room on Tuesdays"),
                    acts.Agreement("Debt advice", "Writes to the lenders")),
    ),
    AdvocacyExample(
        Kind.INTERPRETER, "Language line", "An interpreter for our next three talks", "Dari, if possible a woman.",
        "To say it in my own words.", "sent", way="phone", more={"language": "Dari", "interpreter": "remote"},
    ),
    AdvocacyExample(
        Kind.LETTER, "Night school", "A place without the fee", "The wage does not stretch to it.",
        "To finish what I began.", "draft",
    ),
)  # fmt: skip
"""Invented, like everybody here."""


def add_advocacy(worker: Actor, now: datetime, today: date) -> None:
    """Give some clients of one worker a task each; those with a concern have their own story."""
    known = episodes_for(worker).filter(
        worker_id=worker.id,
        ended_on=None,
        started_on__lte=today - timedelta(days=LONG_ENOUGH),
        standing__heard_on__gte=today - timedelta(days=SEEN_LATELY),
    )
    first = {episode for episode, _place in safety_ranks(worker, today)}
    clients = known.exclude(pk__in=first).select_related("client").order_by("standing__urgency", "pk")[BEFORE:]
    for episode, example in zip(clients, EXAMPLES, strict=False):
        _play(worker, episode, example, now, today)


def _play(worker: Actor, episode: Episode, example: AdvocacyExample, now: datetime, today: date) -> None:
    """Take a task as far as it came: planned 12 days ago, agreed 10, sent 9, answered 4, done yesterday."""
    task = _planned(worker, episode, example, _ago(now, today, 12), today)
    parts = {"about": episode.client.called, "ask": example.ask, "reasons": example.reasons}
    acts.write_letter(worker, task, parts, "1 County Square, Riverside", _ago(now, today, 11))
    if example.goes_to == "draft":
        return
    then = _ago(now, today, 10)
    acts.agree(worker, task, acts.AgreedTerms(example.wish, ConsentMethod.SIGNED, then.today), then)
    if example.goes_to == "agreed":
        return
    _send(worker, task, example, _ago(now, today, 9), today)
    if example.outcome:
        _answer(worker, task, example, _ago(now, today, 4), today)
    if example.goes_to == "done":
        then = _ago(now, today, 1)
        words = "Each of them did what they said."
        acts.finish_task(worker, task, HelpReceived.YES, AdvocacyMove("finish", then.today, words), then)


def _planned(
    worker: Actor, episode: Episode, example: AdvocacyExample, then: WriteContext, today: date
) -> AdvocacyTask:
    takes_place = example.kind in (Kind.MEETING, Kind.INTERPRETER)
    wanted = TaskDetails(
        kind=example.kind, office=example.office, ask=example.ask, way=example.way, doer="worker",
        do_by=today + timedelta(days=3),
        deadline=None if example.until is None else today + timedelta(days=example.until),
        meets_on=today + timedelta(days=5) if takes_place and not example.outcome
        else today - timedelta(days=5) if takes_place else None,
        safe_way="Only through me, in a session" if others_may_read(episode) else "", **example.more,
    )  # fmt: skip
    return acts.plan_task(worker, episode, wanted, then)


def _send(worker: Actor, task: AdvocacyTask, example: AdvocacyExample, then: WriteContext, today: date) -> None:
    spoke_to = "Mrs Achebe, front desk" if example.way == "phone" else ""
    due = today + timedelta(days=-2 if example.kind == Kind.LETTER else 5)
    acts.send(worker, task, AdvocacyMove("send", then.today, spoke_to=spoke_to, look_on=due), then)


def _answer(worker: Actor, task: AdvocacyTask, example: AdvocacyExample, then: WriteContext, today: date) -> None:
    until = None if example.appeal_until is None else today + timedelta(days=example.appeal_until)
    terms = acts.AnswerTerms(
        example.outcome, then.today, today + timedelta(days=7), example.words, until, example.agreements
    )
    acts.record_outcome(worker, task, terms, then)


def _ago(now: datetime, today: date, days: int) -> WriteContext:
    return WriteContext(now - timedelta(days=days), today - timedelta(days=days))
