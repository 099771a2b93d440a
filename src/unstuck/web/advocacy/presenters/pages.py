"""The pages of advocacy: which kind, and one task with its one next act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.deadlines import open_deadline
from unstuck.web.advocacy.kinds import HAS_A_DAY, CarryOn, carry_on, kind_words, way_words
from unstuck.web.advocacy.letter import letter_of_task
from unstuck.web.advocacy.models import (
    AdvocacyDoer,
    AdvocacyKind,
    AdvocacyTask,
    InterpreterChoice,
    MeetingAgreement,
)
from unstuck.web.advocacy.outside_lines import advocacy_line, title_of
from unstuck.web.advocacy.queries import AdvocacyHistory, tasks_in
from unstuck.web.advocacy.workflow import ADVOCACY, ANSWERED, FOLLOWED, NOT_SENT, OPEN, SENT
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.referrals.models import ConsentMethod, HelpReceived
from unstuck.web.referrals.outside_work import ENDED, OutsideLine
from unstuck.web.safety.queries import others_may_read


@dataclass(frozen=True)
class KindOffer:
    """One kind of task that can be planned."""

    name: str
    when: str
    address: str


@dataclass(frozen=True)
class TasksPage:
    """A client's tasks: those that go on by their day, those that ended, and what can be planned."""

    episode: Episode
    going_on: Sequence[OutsideLine]
    ended: Sequence[OutsideLine]
    offers: Sequence[KindOffer]
    why_not: str


@dataclass(frozen=True)
class TaskButton:
    """What can be done with a task: the words and the address."""

    words: str
    address: str


@dataclass(frozen=True)
class TaskEvent:
    """One step of a task, in words."""

    what: str
    on: date
    by: str
    words: str
    spoke_to: str


@dataclass(frozen=True)
class SentVersion:
    """A letter that was sent."""

    number: int
    on: date
    address: str


@dataclass(frozen=True)
class TaskPage:
    """One task. `main`: its one next act; `more`: what else can be done; `notice`: what to mind now."""

    episode: Episode
    task: AdvocacyTask
    title: str
    line: OutsideLine
    main: TaskButton | None
    more: Sequence[TaskButton]
    notice: str
    facts: Sequence[tuple[str, str]]
    letter: Letter | None
    can_print: bool
    draft_address: str
    sent: Sequence[SentVersion]
    wish: str
    agreed: str
    consent_text: str
    agreements: Sequence[MeetingAgreement]
    events: Sequence[TaskEvent]
    earlier: TaskButton | None
    later: Sequence[TaskButton]


def tasks_page(actor: Actor, episode: Episode, today: date) -> TasksPage:
    """Return what the page of a client's tasks shows."""
    why = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    lines = [advocacy_line(task, today) for task in tasks_in([episode])]
    going_on = sorted((line for line in lines if line.stage != ENDED), key=lambda line: line.day)
    ended = [line for line in lines if line.stage == ENDED]
    return TasksPage(episode, going_on, ended, [] if why else _offers(episode), why)


def _offers(episode: Episode) -> list[KindOffer]:
    """Return the kinds that can be planned for a client."""
    return [
        KindOffer(AdvocacyKind(kind).words, words.when, reverse("advocacy:plan", args=[episode.public_id, kind]))
        for kind, words in kind_words().items()
    ]


def address_of_task(task: AdvocacyTask, name: str = "task") -> str:
    """Return the address of a page about a task."""
    return reverse(f"advocacy:{name}", args=[task.episode.public_id, task.public_id])


def task_page(actor: Actor, history: AdvocacyHistory, today: date) -> TaskPage:
    """Return what the page of one task shows."""
    task, consent = history.task, history.consent
    may_write = not why_not(check_may_write, actor, task.episode)
    main, more = _buttons(history) if may_write else (None, [])
    is_sent_as_it_stands = _is_sent_as_it_stands(history)
    return TaskPage(
        episode=task.episode,
        task=task,
        title=title_of(task),
        line=advocacy_line(task, today),
        main=main,
        more=more,
        notice=_notice(history, today),
        facts=_facts(task),
        letter=_unsent_letter(history, actor, today),
        can_print=may_write and history.is_agreed and task.state in (*NOT_SENT, SENT) and not is_sent_as_it_stands,
        draft_address=address_of_task(task, "letter"),
        sent=[_version(task, one.number, one.on) for one in reversed(history.sent)] if may_write else [],
        wish=consent.wish if consent else "",
        agreed=f"{ConsentMethod(consent.how).words}, {spell_date(consent.on)}" if consent else "",
        consent_text=consent.text if consent else "",
        agreements=history.agreements,
        events=_events(history),
        earlier=_link(task.follows) if task.follows else None,
        later=[_link(one) for one in history.later],
    )


def _unsent_letter(history: AdvocacyHistory, actor: Actor, today: date) -> Letter | None:
    """Return the letter that is being prepared; None where nothing was written since the last one went out."""
    task = history.task
    if not task.letter or task.state not in (*NOT_SENT, SENT) or _is_sent_as_it_stands(history):
        return None
    return letter_of_task(task, task.letter, history.consent if history.is_agreed else None, actor, today)


def _link(task: AdvocacyTask) -> TaskButton:
    return TaskButton(title_of(task), address_of_task(task))


def _version(task: AdvocacyTask, number: int, on: date) -> SentVersion:
    return SentVersion(number, on, f"{address_of_task(task, 'letter')}?sent={number}")


def _is_sent_as_it_stands(history: AdvocacyHistory) -> bool:
    """Tell whether nothing was written since the last letter went out."""
    latest = next((step for step in reversed(history.steps) if step.action in ("write", "agree", "send")), None)
    return latest is not None and latest.action == "send"


def _buttons(history: AdvocacyHistory) -> tuple[TaskButton | None, list[TaskButton]]:
    """Return the one next act, and what else is open."""
    task = history.task
    words = kind_words()[task.kind]
    write = TaskButton(_("Write it") if not task.letter else _("Change the words"), address_of_task(task, "write"))
    agree = TaskButton(_("Record that the client agrees"), address_of_task(task, "agree"))
    send = TaskButton(words.send, address_of_task(task, "send"))
    answer = TaskButton(words.answer, address_of_task(task, "answer"))
    other = TaskButton(_("Something else happened"), address_of_task(task, "follow"))
    if task.state in NOT_SENT:
        order = [write, other] if not task.letter else [agree, write, other]
        order = [send, write, other] if history.is_agreed else order
    elif task.state == SENT:
        again = [] if _is_sent_as_it_stands(history) else [send if history.is_agreed else agree]
        order = [answer, *again, TaskButton(_("Write again"), write.address), other]
    elif task.state == ANSWERED:
        order = _after_answer(task, other)
    else:
        return None, []
    return order[0], order[1:]


def _after_answer(task: AdvocacyTask, other: TaskButton) -> list[TaskButton]:
    """Return what an answer offers: an appeal or a claim at once, else what came of it."""
    close = TaskButton(_("Record what came of it"), address_of_task(task, "finish"))
    offered: CarryOn | None = carry_on(task.kind, task.outcome)
    if offered is None:
        return [close, other]
    plan = reverse("advocacy:plan", args=[task.episode.public_id, offered.kind])
    return [TaskButton(offered.words, f"{plan}?after={task.public_id}"), close, other]


def _notice(history: AdvocacyHistory, today: date) -> str:
    """Return the one thing to mind now; empty where there is nothing."""
    task, last = history.task, open_deadline(history.task)
    if last is not None and last < today:
        words = _("The last day was %(day)s. Ask whether a late one is accepted, and say why it is late.")
        return words % {"day": spell_date(last)}
    if task.letter and history.consent and not history.is_agreed and task.state in OPEN:
        return _("The words were changed since the client agreed. Go through them again before anything is sent.")
    if task.state in OPEN and others_may_read(task.episode):
        return _("Violence at home is recorded. Send nothing to a place or device that others can see.")
    return ""


def _facts(task: AdvocacyTask) -> list[tuple[str, str]]:
    """Return what is known of a task, by name; what is not known is left out."""
    doer = AdvocacyDoer(task.doer)
    rows = [
        (_("Asked for"), task.ask),
        (_("Last day"), _spelled(task.deadline)),
        (_("On"), _spelled(task.meets_on) if task.kind in HAS_A_DAY else ""),
        (_("Takes part"), ", ".join(task.takes_part.splitlines())),
        (_("Language"), task.language),
        (_("Who interprets"), InterpreterChoice(task.interpreter).words if task.interpreter else ""),
        (_("How"), way_words()[task.way]),
        (_("Who does it"), task.doer_name if doer == AdvocacyDoer.SOMEBODY else _doers()[doer]),
        (_("To be done by"), _spelled(task.do_by) if task.state in NOT_SENT else ""),
        (_("The answer"), task.outcome_words),
        (_("Appeal possible until"), _spelled(task.appeal_until)),
        (_("Did the client get it?"), HelpReceived(task.came).words if task.came else ""),
        (_("Ask again on"), _spelled(task.look_on) if task.state in (SENT, ANSWERED) else ""),
        (_("Safe way to reach the client"), task.safe_way),
    ]
    return [(name, text) for name, text in rows if text]


def _doers() -> dict[str, str]:
    return {AdvocacyDoer.WORKER: _("The worker"), AdvocacyDoer.CLIENT: _("The client, with the worker's support")}


def _spelled(day: date | None) -> str:
    return spell_date(day) if day else ""


def _events(history: AdvocacyHistory) -> list[TaskEvent]:
    """Return the steps in words, the latest first."""
    words = _step_words()
    return [
        TaskEvent(words[step.action], step.on, step.by.name if step.by else "", step.words, step.spoke_to)
        for step in reversed(history.steps)
    ]


def _step_words() -> dict[str, str]:
    return {
        "plan": _("Planned"),
        "write": _("Written"),
        "agree": _("The client agreed"),
        "send": _("Sent, or done"),
        "near": _("The worker was told that the last day is near"),
        "pass": _("The worker and the supervisor were told that the last day has passed"),
        "chase": _("Asked again"),
        "answer": _("An answer came"),
        "carry_on": _("Carried on"),
        "finish": _("Something came of it, or it is clear why not"),
        "withdraw": _("Withdrawn"),
    }


def follow_moves(state: str) -> list[tuple[str, str]]:
    """Return what a worker may record besides, in a state."""
    return [
        (transition.action, transition.words[:1].upper() + transition.words[1:])
        for transition in ADVOCACY.open_actions(state)
        if transition.action in FOLLOWED
    ]
