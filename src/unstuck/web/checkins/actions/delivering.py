"""Taking in what was answered without a network: each answer once, with both its times, and nothing lost.

What comes too late to count is kept beside the check-in, and the worker is told. A concern is raised from it all the
same, in the transaction that stores it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models.functions import Coalesce

from unstuck.web.audit.actions import SYSTEM, AlreadyDone, Write, audited
from unstuck.web.caseload.actions.frame import WriteContext, raise_version
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins import policies
from unstuck.web.checkins.actions.answering import (
    changed_answers,
    finish_checkin,
    locked_checkin,
    raise_from,
    raise_from_words,
)
from unstuck.web.checkins.actions.asking import TABLET_MINUTES
from unstuck.web.checkins.delivery_words import times_in_words
from unstuck.web.checkins.device_time import DeviceTime, device_time
from unstuck.web.checkins.forms.client import LONGEST_WORDS, values_from
from unstuck.web.checkins.models import Answer, AnswerWay, Checkin, Delivery, WhyLate
from unstuck.web.checkins.offline_answers import OfflineAnswer
from unstuck.web.checkins.permissions import checkin_of
from unstuck.web.checkins.questionnaires import Question, questions_of
from unstuck.web.checkins.results import AnswersByItem
from unstuck.web.checkins.workflow import CHECKIN
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.rota import ids_of_supervisors

STORED, KEPT, REFUSED = "stored", "kept", "refused"
MOST_KEPT = 500
"""Deliveries of one check-in, far above what its questions come to: a link is no place to store things in."""


@dataclass(frozen=True)
class Arrival:
    """How something was handed over: what the device's clock said, and of which agency the tablet is, if it is one."""

    device_now: int
    agency: int | None


def deliver(answer: OfflineAnswer, arrival: Arrival, context: WriteContext) -> str:
    """Take in one screen; return what became of it. The second time it changes nothing."""
    checkin = checkin_of(answer.token)
    if checkin is None:
        return REFUSED
    about = {"agency": checkin.episode.client.agency.public_id, "actor": SYSTEM}
    try:
        with audited("checkin.delivered", **about, now=context.now, idempotency_key=_key(checkin, answer.key)) as write:
            return _delivered(checkin, answer, arrival, write, context)
    except AlreadyDone as done:
        return done.answer


def _key(checkin: Checkin, made: UUID) -> str:
    """Return the idempotency key: one that a device made holds for its own check-in only."""
    return str(uuid5(checkin.public_id, str(made)))


def _delivered(checkin: Checkin, answer: OfflineAnswer, arrival: Arrival, write: Write, context: WriteContext) -> str:
    episode = Episode.objects.select_for_update().get(pk=checkin.episode_id)
    held = locked_checkin(checkin)
    raise_version(episode)
    if held.deliveries.count() >= MOST_KEPT:
        write.answer = REFUSED
    else:
        times = device_time(answer.answered, arrival.device_now, context.now, held.asked_at)
        late = policies.why_late(held, times.answered_at, context.now, arrival.agency)
        taking = _Taking(held, times, late, write, context)
        write.answer = taking.answer(answer) if answer.item else taking.words(answer.typed.get("words", ""))
    write.about("checkin", held.public_id, became=write.answer)
    return write.answer


@dataclass(frozen=True)
class _Taking:
    """One screen being taken in. `late`: why it does not count, by what the check-in is now."""

    held: Checkin
    times: DeviceTime
    late: str
    write: Write
    context: WriteContext

    def answer(self, answer: OfflineAnswer) -> str:
        """Store the answers of a screen, and raise a concern from them whether they count or not."""
        question = next((one for one in questions_of(self.held) if one.item.code == answer.item), None)
        values = values_from(question, answer.typed) if question else None
        if question is None or values is None:
            return self._keep_unknown(answer, question)
        new = changed_answers(self.held, values)
        if not new:
            return STORED
        late = self.late or (WhyLate.OLDER if self._was_answered_again(new) else "")
        self._raise(question, new)
        delivery = self._store(late)
        for code, value in new.items():
            self._add(question, code, value, delivery)
        if not late:
            self._go_on()
        return KEPT if late else STORED

    def words(self, typed: str) -> str:
        """Store the client's own words, and let the answers count."""
        words = typed.strip()[:LONGEST_WORDS]
        if self.late and (not words or words == self.held.words):
            return STORED
        raise_from_words(self.held, words, None, self.write, self.context, self._when())
        self._store(self.late, words if self.late else "")
        if self.late:
            return KEPT
        finish_checkin(self.held, words, None, self.context)
        return STORED

    def _keep_unknown(self, answer: OfflineAnswer, question: Question | None) -> str:
        """Keep as it came what is no answer to any question that is asked."""
        given = answer.typed.get("value", "")
        if question is not None and question.item.safety and given.isascii() and given[:9].isdigit():
            self._raise(question, {question.item.code: int(given[:9])})
        self._store(WhyLate.UNKNOWN, f"{answer.item[:40]}: {given[:40]}")
        return KEPT

    def _was_answered_again(self, new: AnswersByItem) -> bool:
        if self.times.answered_at is None:
            return False
        when = Coalesce("delivery__answered_at", "at")
        later = Answer.objects.annotate(when=when).filter(checkin=self.held, when__gt=self.times.answered_at)
        return later.filter(item__in=new).exclude(delivery__late__gt="").exists()

    def _raise(self, question: Question, new: Mapping[str, int | None]) -> None:
        raise_from(self.held, [question.instrument], new, None, self.write, self.context, self._when())

    def _when(self) -> str:
        return times_in_words(self.times, self.context.now, self.held.asked_at)

    def _store(self, late: str, words: str = "") -> Delivery:
        if late and not self.held.deliveries.exclude(late="").exists():
            _tell(self.held, self.context.now)
        return Delivery.objects.create(
            checkin=self.held,
            received_at=self.context.now,
            answered_at=self.times.answered_at,
            clock_off=int(self.times.clock_off.total_seconds()),
            late=late,
            words=words,
        )

    def _add(self, question: Question, code: str, value: int | None, delivery: Delivery) -> None:
        Answer.objects.create(
            checkin=self.held,
            instrument=question.instrument.id,
            item=code,
            value=value,
            at=self.context.now,
            delivery=delivery,
        )

    def _go_on(self) -> None:
        """Let the check-in be begun; on the tablet the next answer has as much time as it would have online."""
        if self.held.way == AnswerWay.TABLET:
            answered_at = self.times.answered_at or self.context.now
            self.held.expires_at = max(self.held.expires_at, answered_at + timedelta(minutes=TABLET_MINUTES))
        self.held.state = CHECKIN.after("answer", self.held.state)
        self.held.save(update_fields=["state", "expires_at"])


def _tell(held: Checkin, now: datetime) -> None:
    """Tell the client's worker that something arrived which does not count; where they have none, the supervisors."""
    episode = held.episode
    people = [episode.worker_id] if episode.worker_id else ids_of_supervisors(episode)
    ids = {"episode": str(episode.public_id)}
    tell(people, "checkin.late", "checkins:checkins", ids, agency=episode.client.agency_id, now=now)
