"""The client's own record, to be handed to them: one content, which a page, a letter and a file of data show.

In it: what the client said, answered, agreed and consented to, and what was recorded of them and with them. Not in it:
what others said in their own words (colleagues to each other, partners, relatives), what a worker had in mind, and what
people keep of themselves. docs/reference/own-record.md lists it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from unstuck.guidance.concerns import REPORTABLE, VIOLENCE
from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.facts_in_words import current_answers
from unstuck.web.caseload.models import Client, Episode, Score
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.caseload.questions import themes
from unstuck.web.checkins.models import Answer, Checkin, Delivery
from unstuck.web.client_pages.models import Objection
from unstuck.web.consents.disclosures import disclosures_about
from unstuck.web.consents.part2 import notice_for
from unstuck.web.consents.queries import consents_about
from unstuck.web.intake.queries import intake_summary
from unstuck.web.plans.models import ClientWords, ClientWordsTopic, Goal, GoalRating, GoalWording, PlanPart
from unstuck.web.programmes.queries import every_change
from unstuck.web.referrals.models import Referral
from unstuck.web.rights import work_done
from unstuck.web.rights.record_entries import RecordEntry
from unstuck.web.safety.models import Concern, SafetyPlan, SafeWay
from unstuck.web.safety.models.plans import PARTS
from unstuck.web.safety.queries import others_may_read

FORMAT = "unstuck-own-record-1"
NOT_HANDED_OUT = ("thoughts", "consultation", "safety")
"""Themes of facts that are the worker's thoughts, what colleagues said to each other, or signs of danger: of those the
part about safety says what it may."""
SPOKEN_ABOUT = (*VIOLENCE, *REPORTABLE, "harm_to_others")
"""Concerns that put somebody at risk where another person reads them, or that are somebody else's (S.6): these are gone
through in conversation, and stand in no record that is handed over."""


@dataclass(frozen=True)
class RecordSection:
    """One part of the record. `code` is append-only."""

    code: str
    heading: str
    entries: Sequence[RecordEntry]


@dataclass(frozen=True)
class OwnRecord:
    """Everything of a client's that this person may hand to them. `elsewhere`: periods that others answer for."""

    client: Client
    made_on: date
    sections: Sequence[RecordSection]
    elsewhere: int


def own_record(actor: Actor, client: Client, today: date) -> OwnRecord:
    """Return the client's own record, as far as this person may read it."""
    every = Episode.objects.filter(client=client)
    episodes = list(episodes_for(actor).filter(client=client).select_related("worker", "client").order_by("started_on"))
    parts = [
        RecordSection("care", _("With us"), list(_care(episodes))),
        RecordSection("intake", _("What you were asked at the start"), list(_intake(episodes))),
        RecordSection("sessions", _("Sessions"), list(work_done.sessions(episodes))),
        RecordSection("scores", _("Scores"), list(_scores(episodes))),
        RecordSection("worked_out", _("What was worked out"), list(work_done.worked_out(episodes))),
        RecordSection("answers", _("Answers to check-ins"), list(_answers(episodes))),
        RecordSection("own_words", _("In your own words"), list(_own_words(episodes))),
        RecordSection("goals", _("Goals and agreements"), list(_goals(episodes))),
        RecordSection("recorded", _("What is recorded"), list(_recorded(episodes))),
        RecordSection("safety", _("Safety"), list(_safety(episodes))),
        RecordSection("referrals", _("Outside support"), list(_referrals(episodes))),
        RecordSection("on_your_behalf", _("On your behalf"), list(work_done.on_their_behalf(episodes))),
        RecordSection("consents", _("What you consented to"), list(_consents(client, episodes))),
        RecordSection("disclosures", _("What left"), list(_disclosures(client, episodes))),
        RecordSection("objections", _("What you said is not right"), list(_objections(episodes))),
        RecordSection("wishes", _("How you wish it to be"), list(work_done.wishes(client, episodes))),
        RecordSection("endings", _("Who took over, and endings"), list(work_done.endings(episodes))),
    ]
    return OwnRecord(client, today, parts, every.count() - len(episodes))


def as_data(record: OwnRecord) -> dict[str, Any]:
    """Return it as data, for `json`."""
    return {
        "format": FORMAT,
        "made_on": record.made_on.isoformat(),
        "agency": record.client.agency.name,
        "client": {"name": record.client.name, "reference": record.client.reference},
        "periods_with_others": record.elsewhere,
        "notice": notice_for(record.client),
        "sections": [
            {"code": part.code, "heading": part.heading, "entries": [_plain(one) for one in part.entries]}
            for part in record.sections
        ],
    }


def as_letter(record: OwnRecord, actor: Actor) -> Letter:
    """Return it as a letter to the client."""
    return Letter(
        title=_("What we hold about you"),
        sender=(record.client.agency.name,),
        receiver=(record.client.called,),
        date=spell_date(record.made_on),
        opening=_("This is your own record, as it stands today. It is yours to keep; take care who sees it."),
        sections=tuple(
            (part.heading, tuple(in_a_line(one) for one in part.entries)) for part in record.sections if part.entries
        ),
        notice=" ".join(part for part in (left_out(), notice_for(record.client)) if part),
        closing=(actor.name, record.client.agency.name),
    )


def left_out() -> str:
    """Say what is not in it, and that it can be asked for."""
    return (
        _("Not in it: what others said in their own words, what colleagues thought aloud, notes that workers keep for ")
        + _("themselves, and what could put somebody at risk if it were read. Ask, and we go through it with you. ")
        + _("If something is not right, say so: it is corrected or noted.")
    )


def in_a_line(entry: RecordEntry) -> str:
    """Return an entry as one line of a letter."""
    said = f"{entry.what}: {entry.words}" if entry.words and entry.what else entry.what or entry.words
    return f"{spell_date(entry.on)}: {said}" if entry.on else said


def _plain(entry: RecordEntry) -> dict[str, Any]:
    return asdict(entry) | {"on": entry.on.isoformat() if entry.on else None}


def _day(at: datetime) -> date:
    return localdate(at)


def _care(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for one in episodes:
        with_whom = {"worker": one.worker.name} if one.worker else {}
        yield RecordEntry(one.started_on, _("Began, with %(worker)s") % with_whom if with_whom else _("Began"))
        for move in every_change(one):
            name = move.programme.name if move.programme else _("none")
            yield RecordEntry(move.on, _("Programme: %(name)s") % {"name": name})
        if one.ended_on:
            yield RecordEntry(one.ended_on, _("Ended"))


def _intake(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for one in episodes:
        shown = intake_summary(one)
        for line in shown.answered if shown else ():
            yield RecordEntry(_day(line.at) if line.at else None, line.question, line.words)


def _scores(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for one in Score.objects.filter(episode__in=episodes).order_by("on", "id"):
        withdrawn = _("entered in error, does not count") if one.withdrawn_at else ""
        yield RecordEntry(one.on, f"{one.instrument} {one.total:g}", withdrawn)


def _answers(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for one in Answer.objects.filter(checkin__episode__in=episodes).select_related("checkin").order_by("at", "id"):
        value = _("passed by") if one.value is None else str(one.value)
        yield RecordEntry(one.checkin.on, f"{one.instrument}, {one.item}", value)


def _own_words(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for checkin in Checkin.objects.filter(episode__in=episodes).exclude(words="").order_by("on"):
        yield RecordEntry(checkin.on, _("At the end of a check-in"), checkin.words)
    for late in Delivery.objects.filter(checkin__episode__in=episodes).exclude(words="").order_by("received_at"):
        yield RecordEntry(_day(late.answered_at or late.received_at), _("At the end of a check-in"), late.words)
    for said in ClientWords.objects.filter(episode__in=episodes, ends=None).order_by("on", "id"):
        yield RecordEntry(said.on, str(ClientWordsTopic(said.kind).words), said.words)


def _goals(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for goal in Goal.objects.filter(episode__in=episodes).order_by("on", "id"):
        yield RecordEntry(goal.on, _("Goal"), goal.words)
    for other in GoalWording.objects.filter(goal__episode__in=episodes).order_by("on", "id"):
        yield RecordEntry(other.on, _("A goal in other words"), other.words)
    for rating in GoalRating.objects.filter(goal__episode__in=episodes).select_related("goal").order_by("on", "id"):
        words = rating.words if rating.rated_by == "client" else ""
        stands = dict(rating.goal.levels)[rating.level]
        said = _("“%(goal)s” stood at: %(level)s") % {"goal": rating.goal.words, "level": stands}
        yield RecordEntry(rating.on, said, words)
    for part in PlanPart.objects.filter(episode__in=episodes).order_by("on", "id"):
        yield RecordEntry(part.on, _("Part of the plan"), part.words)


def _recorded(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    facts = facts_of([one.pk for one in episodes]) if episodes else {}
    for known in facts.values():
        for theme in themes().values():
            if theme.slug not in NOT_HANDED_OUT:
                for fact in current_answers(theme, known):
                    yield RecordEntry(fact.row.on, fact.label, fact.text)


def _safety(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    # Where somebody else may read it, it would tell them how the client is reached and what is planned.
    own = work_done.kept_to_oneself(episodes)
    for way in SafeWay.objects.filter(episode__in=own):
        yield RecordEntry(way.on, _("How we may reach you"), way.words)
    for plan in SafetyPlan.objects.filter(episode__in=own):
        words = "; ".join(text for name in PARTS if (text := getattr(plan, name)))
        yield RecordEntry(plan.on, _("Safety plan"), words)
    for concern in Concern.objects.filter(episode__in=episodes).exclude(kind__in=SPOKEN_ABOUT).order_by("raised_at"):
        yield RecordEntry(
            _day(concern.raised_at),
            _("We were concerned: %(about)s") % {"about": concern.called[:1].lower() + concern.called[1:]},
        )


def _referrals(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    own = work_done.kept_to_oneself(episodes)  # whom they turned to tells whoever reads it what they are planning
    for one in Referral.objects.filter(episode__in=own).order_by("recorded_at"):
        yield RecordEntry(one.requested_on or _day(one.recorded_at), one.organisation, one.ask)
    yield from work_done.help_received(own)


def _consents(client: Client, episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    watched = any(map(others_may_read, episodes))
    for one in consents_about(client.pk):
        held = one.held
        if watched and held.reaches_them:  # it would tell whoever reads it how the client is reached
            continue
        yield RecordEntry(held.on, f"{held.kind}: {held.recipient}" if held.recipient else held.kind, held.words)
        if held.refused:
            yield RecordEntry(held.on, _("You said no to this."))
        if one.withdrawal is not None:
            yield RecordEntry(one.withdrawal.on, _("You took this back."), one.withdrawal.words)


def _disclosures(client: Client, episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    watched = any(map(others_may_read, episodes))
    for one in (entry for entry in disclosures_about(client) if not entry.spoken_about):
        if one.to_themselves:
            yield RecordEntry(one.on, _("To you"), _("your own record, as is your right (§\u00a02.23)"))
            continue
        if watched:
            yield RecordEntry(one.on, _("Something was passed on"), _("We go through it with you."))
            continue
        words = "; ".join(part for part in (one.what, one.purpose, one.ground) if part)
        yield RecordEntry(one.on, one.recipient, words)


def _objections(episodes: Sequence[Episode]) -> Iterator[RecordEntry]:
    for one in Objection.objects.filter(episode__in=episodes).select_related("answer"):
        yield RecordEntry(_day(one.at), one.statement, one.words)
        if hasattr(one, "answer"):
            yield RecordEntry(_day(one.answer.at), _("What came of it"), one.answer.words)
