"""Concerns of the demonstration in every state, who answers for them, a safety plan, and a client who fell silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.safety.actions import care
from unstuck.web.safety.actions import concerns as acts
from unstuck.web.safety.actions.naming import DutyHours, confirm_responder, name_responder, set_procedure
from unstuck.web.safety.models import Concern, ContactWay, Responder, SignSource

INSTRUMENT = "PHQ-9"
BETTER = (19, 17, 14, 11, 8, 5, 4, 3)
STEADY = {
    1302: (11, 12, 10, 11, 9, 9, 8, 9),
    1303: (8, 9, 7, 8, 7, 6, 7),
    1304: (16, 15, 16, 14, 13, 13, 12, 12),
    1305: (13, 14, 12, 11, 11, 10, 10),
    1306: (10, 11, 9, 9, 8, 8, 7, 8),
    1307: (15, 14, 13, 13, 12, 11, 10),
}
"""Courses as expected, each its own: what stands first has nothing to do with the scores."""
EVERY_DAY = 127

PROCEDURE = {
    "levels": "Act now\nAct today\nLook again within the week\nKeep in view",
    "out_of_hours": "Emergency services: 112.\nCrisis line, day and night: the number on the notice board.",
    "child_report": "Child protection, by telephone the same day; the written form within 48 hours. Tell Sam first.",
    "adult_report": "Adult safeguarding at the county, by telephone the same day. Tell Sam first.",
    "medical_help": "112 in an emergency. Detox ward: ring before you go. Go along where you can.",
}
PLAN = {
    "signs": "I stop answering messages. I lie awake and go through the bills.",
    "myself": "Walk round the block. The breathing from the card. Music, loud.",
    "places": "The café at the market; sitting there is enough. Football on Thursdays.",
    "people": "My sister Mina. Tom from next door.",
    "professionals": "My worker, weekdays. The crisis line, any hour. 112.",
    "surroundings": "Mina keeps the tablets and brings them weekly. The car keys stay with Tom at night.",
}


def name_who_answers(who: Sequence[Actor], administrator: Actor, manager: Actor, now: datetime) -> None:
    """Name who answers for concerns, as an administrator and a second person, and say what is asked of everybody."""
    weekdays = 0b0011111
    for place, actor in enumerate(who, start=1):
        hours = DutyHours(place, weekdays, time(9), time(17))
        name_responder(administrator, Person.objects.get(pk=actor.id), hours, now=now)
    for turn in Responder.objects.filter(agency=administrator.agency_id, waits=True):
        confirm_responder(manager, turn.pk, now=now)
    set_procedure(administrator, PROCEDURE, now=now)


def add_safety(first: Actor, supervisor: Actor, now: datetime, today: date) -> None:
    """Play the stories with one worker's clients."""
    _recovered_and_in_danger(first, now, today)
    _violence_at_home(first, supervisor, now, today)
    _child_reported(first, supervisor, now, today)
    _planned_and_due(first, now, today)
    _withdrawal(first, now, today)
    _closed(first, now, today)
    _silent(first, now, today)


def _client(worker: Actor, number: int, name: str, totals: Sequence[float], last: date, now: datetime) -> Episode:
    """Add a client with weekly scores until a day."""
    reference = f"R-{number}"
    days = [last - timedelta(weeks=len(totals) - place - 1) for place in range(len(totals))]
    known = KnownClient(reference, name, days[0], list(zip(days, map(float, totals), strict=True)), {})
    take_in(worker, INSTRUMENT, [known], now=now, today=now.date())
    return episodes_for(worker).get(client__reference=reference)


def _ago(days: float, now: datetime, today: date) -> WriteContext:
    return WriteContext(now - timedelta(days=days), today - timedelta(days=int(days)))


def _raise(worker: Actor, episode: Episode, kind: str, words: str, context: WriteContext, *, mine: bool) -> Concern:
    sign = acts.SeenSign(kind, context.today, SignSource.WORDS, words, by_myself=mine)
    return acts.raise_concern(worker, episode, sign, context)


def _assess(worker: Actor, concern: Concern, words: str, done: str, context: WriteContext, again: int = 5) -> None:
    findings = acts.AssessmentFindings(
        on=context.today,
        words=words,
        imminent=False,
        urgency="Look again within the week",
        told="Sam, by telephone.",
        done=done,
        look_again_on=context.today + timedelta(days=again),
    )
    acts.assess(worker, concern, findings, context)


def _recovered_and_in_danger(worker: Actor, now: datetime, today: date) -> None:
    """Scores in the usual range say nothing about tonight: this client stands first."""
    episode = _client(worker, 1301, "Hana Sorel", BETTER, today - timedelta(days=2), now)
    words = "Everybody says I am so much better. Nobody would miss me all the same."
    _raise(worker, episode, "suicide", words, _ago(0, now, today), mine=False)


def _violence_at_home(worker: Actor, supervisor: Actor, now: datetime, today: date) -> None:
    episode = _client(worker, 1302, "Irena Balog", STEADY[1302], today - timedelta(days=4), now)
    words = "He checks my phone, and last week he pushed me against the door."
    concern = _raise(worker, episode, "violence_at_home", words, _ago(3, now, today), mine=True)
    safe = "Ring the workplace before noon and say it is the library. Never the mobile."
    unsafe = [ContactWay.TEXT, ContactWay.EMAIL, ContactWay.LETTER]
    care.say_safe_way(worker, episode, safe, unsafe, _ago(3, now, today))
    found = "Seen alone. Pushing and control of phone and money for a year; no weapon, no child in the home."
    _assess(worker, concern, found, "The refuge's number is written down as a plumber's. A bag is at work.",
            _ago(3, now, today), again=6)  # fmt: skip


def _child_reported(worker: Actor, supervisor: Actor, now: datetime, today: date) -> None:
    episode = _client(worker, 1303, "Joris Veen", STEADY[1303], today - timedelta(days=5), now)
    words = "The six-year-old was alone in the flat again when I came at noon."
    concern = _raise(worker, episode, "child_at_risk", words, _ago(2, now, today), mine=True)
    report = "Told Ms Adeyemi at child protection at 14:10, reference 2261. They visit tomorrow; the form went off."
    acts.record_report(worker, concern, report, _ago(2, now, today))
    _assess(worker, concern, "The child is unhurt and stays with the grandmother until the visit.",
            "Grandmother collects from school. Visit tomorrow at nine.", _ago(2, now, today))  # fmt: skip


def _planned_and_due(worker: Actor, now: datetime, today: date) -> None:
    episode = _client(worker, 1304, "Kemal Ates", STEADY[1304], today - timedelta(days=6), now)
    words = "Some nights I count the tablets."
    concern = _raise(worker, episode, "suicide", words, _ago(8, now, today), mine=True)
    care.save_safety_plan(worker, episode, _ago(7, now, today).today, PLAN, _ago(7, now, today))
    _assess(worker, concern, "Thoughts most nights, no day in mind, tablets in the house; an attempt six years ago.",
            "Made the safety plan together; his sister keeps the tablets.", _ago(7, now, today))  # fmt: skip


def _withdrawal(worker: Actor, now: datetime, today: date) -> None:
    episode = _client(worker, 1305, "Lotte Brandt", STEADY[1305], today - timedelta(days=3), now)
    words = "I stopped drinking on Sunday. My hands will not keep still."
    _raise(worker, episode, "withdrawal", words, _ago(0, now, today), mine=True)


def _closed(worker: Actor, now: datetime, today: date) -> None:
    episode = _client(worker, 1306, "Mirko Vidal", STEADY[1306], today - timedelta(days=2), now)
    words = "The neighbour waits at the stairs for me."
    concern = _raise(worker, episode, "stalking", words, _ago(30, now, today), mine=True)
    _assess(worker, concern, "A neighbour waits for him in the evening and follows him to the tram.",
            "The landlord and the police were told.", _ago(29, now, today))  # fmt: skip
    acts.close(
        worker, concern, "passed", "The neighbour has moved out; confirmed by the landlord.", _ago(20, now, today)
    )


def _silent(worker: Actor, now: datetime, today: date) -> None:
    """Nobody has heard from this client for five weeks; two ways were tried."""
    episode = _client(worker, 1307, "Nuria Pons", STEADY[1307], today - timedelta(weeks=5), now)
    for days, way, words in ((12, ContactWay.PHONE, "Rang twice, no answer."), (5, ContactWay.LETTER, "A short card.")):
        then = _ago(days, now, today)
        care.record_attempt(worker, episode, care.Attempt(then.today, way, False, False, words), then)
