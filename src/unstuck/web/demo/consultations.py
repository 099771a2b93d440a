"""Consultations of the demonstration in every state, a group that meets, a learning shelf, and profiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.consultation.actions import community, dialogue, learning
from unstuck.web.consultation.actions.asking import QuestionDraft, ask, decline, withdraw, write_draft
from unstuck.web.consultation.actions.community import ColleagueOffer
from unstuck.web.consultation.actions.dialogue import NewMessage
from unstuck.web.consultation.actions.learning import LessonText
from unstuck.web.consultation.brief import ASKED_FOR, made_from, seal_of
from unstuck.web.consultation.models import Consultation, Ground, Group, MessageKind

OFFERS = (
    ColleagueOffer(("Low mood", "Behavioural activation", "Somali"), "I like questions about getting going again."),
    ColleagueOffer(("Trauma-informed care", "Families", "Housing")),
    ColleagueOffer(("Motivational interviewing", "Substance use"), takes_questions=True),
    ColleagueOffer(("Endings", "Psychosis", "Risk"), "Ask early rather than late."),
)
QUESTIONS = (
    "Talking helps for an hour and nothing changes in the week. What may I be missing?",
    "We agree on everything and nothing is done. Is it me who wants this?",
    "How do I slow down with somebody who wants to tell all of it at once?",
    "Money worries eat up every session. When is it time to bring others in?",
    "The scores went up after a good start. Do I change the approach or give it time?",
    "I catch myself pushing. What would you try instead?",
)
LESSONS = (
    (
        LessonText(
            "A good week, told in detail",
            "Asking what a good week would look like, hour by hour, gave us a first goal when big goals led nowhere.",
            ("engagement", "change_of_approach", "low_mood"),
        ),
        "published",
    ),
    (
        LessonText(
            "Say first that it may be us",
            "When trust falls, naming our own part in it before asking for more effort brought people back.",
            ("alliance", "engagement"),
        ),
        "published",
    ),
    (
        LessonText(
            "Debt first, then the mood",
            "With debts in the way, an afternoon with the advice desk did more than three more sessions of the same.",
            ("housing_money", "access"),
        ),
        "waiting",
    ),
    (
        LessonText("Silence", "Silence can be an answer; waiting helped.", ("engagement",)),
        "returned",
    ),
)


@dataclass(frozen=True)
class _Day:
    """The day of the demonstration; `ago` is a moment before it."""

    now: datetime
    today: date

    def ago(self, days: int) -> WriteContext:
        """Return the moment so many days before."""
        back = timedelta(days=days)
        return WriteContext(self.now - back, self.today - back)


def add_consultations(workers: Sequence[Actor], supervisor: Actor, now: datetime, today: date) -> None:
    """Let the workers of one agency ask each other."""
    day = _Day(now, today)
    everybody = [*workers, supervisor]
    for person, offer in zip(everybody, OFFERS, strict=False):
        community.change_profile(person, offer, day.ago(60))
    ada, ben, carla = workers[:3]
    group = community.add_group(ada, "Thursday group", [str(ben.public_id), str(supervisor.public_id)], day.ago(50))
    needy = {one.id: _episodes(one) for one in workers}
    _of_ada(ada, ben, carla, needy[ada.id], day)
    _of_others(ada, ben, carla, group, needy, day)
    _meet(ada, ben, group, day)
    _learn(ada, ben, day)


def _episodes(worker: Actor) -> list[Episode]:
    episodes = episodes_for(worker).filter(worker_id=worker.id, ended_on=None).select_related("client", "standing")
    return sorted(episodes, key=lambda one: (one.standing.code not in NEEDS_A_LOOK, one.pk))


def _asked(
    by: Actor,
    episode: Episode,
    words: str,
    context: WriteContext,
    *,
    whom: Sequence[Actor] = (),
    group: Group | None = None,
    only_draft: bool = False,
) -> Consultation:
    question = QuestionDraft(
        words=words,
        about_this_stall=episode.standing.code in NEEDS_A_LOOK,
        ground=Ground.STANDING_NOTICE,
        colleagues=tuple(str(one.public_id) for one in whom),
        group=group,
        age_band="35 to 44",
    )
    draft = write_draft(by, episode, question, context)
    if only_draft:
        return draft
    content = made_from(draft, context.today)
    parts = [part["code"] for part in content["parts"] if part["code"] not in ASKED_FOR]
    return ask(by, draft, parts, seal_of(content), context)


def _of_ada(ada: Actor, ben: Actor, carla: Actor, mine: Sequence[Episode], day: _Day) -> None:
    """One that was answered, one that was decided, one that came to something, and a draft."""
    answered = _asked(ada, mine[0], QUESTIONS[0], day.ago(6), whom=[ben, carla])
    words = "What would the person do on a better day, and who would notice first? I would start there."
    dialogue.write_message(ben, answered, NewMessage(words), day.ago(5))
    words = "Would you ask that together with the family, or alone?"
    dialogue.write_message(ada, answered, NewMessage(words, MessageKind.QUESTION), day.ago(4))
    words = "Alone first. Behavioural activation in a few pages, if you want to read up on it."
    link = "https://www.nice.org.uk/guidance/ng222"
    dialogue.write_message(ben, answered, NewMessage(words, MessageKind.LITERATURE, link), day.ago(3))
    decided = _asked(ada, mine[1], QUESTIONS[1], day.ago(20), whom=[ben])
    dialogue.write_message(
        ben, decided, NewMessage("Ask whose goal it is. Let them choose the next step."), day.ago(18)
    )
    dialogue.decide(ada, decided, "I will go back to the goals and let the client choose one.", day.ago(16))
    closed = _asked(ada, mine[2], QUESTIONS[4], day.ago(40), whom=[carla])
    dialogue.write_message(carla, closed, NewMessage("Four weeks are short. What changed besides?"), day.ago(38))
    dialogue.decide(ada, closed, "I give it four more weeks and ask about life outside.", day.ago(37))
    dialogue.close(
        ada, closed, "There was trouble with the landlord. With help there, the scores came down.", day.ago(9)
    )
    _asked(ada, mine[3], QUESTIONS[5], day.ago(1), whom=[ben], only_draft=True)


def _of_others(ada: Actor, ben: Actor, carla: Actor, group: Group, needy: dict[int, list[Episode]], day: _Day) -> None:
    """Asked of Ada, asked of the group, declined, withdrawn."""
    _asked(ben, needy[ben.id][0], QUESTIONS[3], day.ago(2), whom=[ada])
    _asked(ben, needy[ben.id][1], QUESTIONS[2], day.ago(12), group=group)
    declined = _asked(carla, needy[carla.id][0], QUESTIONS[5], day.ago(8), whom=[ada, ben])
    decline(ben, declined, "I am full this month", day.ago(7))
    withdrawn = _asked(carla, needy[carla.id][1], QUESTIONS[1], day.ago(15), whom=[ada])
    withdraw(carla, withdrawn, "We found it ourselves", day.ago(13))


def _meet(ada: Actor, ben: Actor, group: Group, day: _Day) -> None:
    held = community.plan_meeting(ada, group, day.today - timedelta(days=5), day.ago(11))
    outcomes = {item.pk: "Start with what is safe to tell, and agree on a sign to stop." for item in held.agenda.all()}
    community.record_meeting(ben, held, {ada.id, ben.id}, outcomes, day.ago(4))
    community.plan_meeting(ada, group, day.today + timedelta(days=9), day.ago(3))


def _learn(ada: Actor, ben: Actor, day: _Day) -> None:
    for place, (learned, state) in enumerate(LESSONS):
        author, second = (ada, ben) if place % 2 == 0 else (ben, ada)
        lesson = learning.write_lesson(author, learned, day.ago(30 - 5 * place))
        if state == "published":
            learning.publish(second, lesson, day.ago(28 - 5 * place))
        elif state == "returned":
            learning.give_back(second, lesson, "Say what you did while you waited.", day.ago(2))
