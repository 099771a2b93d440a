"""What a worker sees of answers that came in without a network: both times, and what came too late to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from unstuck.language import gettext as _
from unstuck.web.checkins.delivery_words import times_in_words
from unstuck.web.checkins.device_time import DeviceTime
from unstuck.web.checkins.models import Checkin, Delivery, WhyLate
from unstuck.web.checkins.questionnaires import Question


@dataclass(frozen=True)
class LateAnswer:
    """Something that does not count, with the reason and both its times."""

    question: str
    given: str
    why: str
    when: str


def arrived(checkin: Checkin) -> str:
    """Say how the answers that count came in without a network; empty where all came at once."""
    counting = [one for one in checkin.deliveries.all() if not one.late]
    return _times_of(counting[-1], checkin) if counting else ""


def late_answers(checkin: Checkin, questions: Sequence[Question]) -> list[LateAnswer]:
    """Return what arrived and does not count, as it came in."""
    return [row for one in checkin.deliveries.all() if one.late for row in _rows(one, checkin, questions)]


def _rows(delivery: Delivery, checkin: Checkin, questions: Sequence[Question]) -> list[LateAnswer]:
    why, when = WhyLate(delivery.late).words, _times_of(delivery, checkin)
    rows = [LateAnswer(*_in_words(one.item, one.value, questions), why, when) for one in delivery.answers.all()]
    if delivery.words:
        title = _("As it came") if delivery.late == WhyLate.UNKNOWN else _("In their own words")
        rows.append(LateAnswer(title, delivery.words, why, when))
    return rows


def _in_words(code: str, value: int | None, questions: Sequence[Question]) -> tuple[str, str]:
    for one in questions:
        for item in (one.item, *one.beside):
            if item.code == code:
                texts = {option.value: option.text for option in one.instrument.options_of(item)}
                given = texts.get(value, str(value)) if value is not None else _("passed by")
                return item.text, given
    return code, str(value)


def _times_of(delivery: Delivery, checkin: Checkin) -> str:
    times = DeviceTime(delivery.answered_at, timedelta(seconds=delivery.clock_off))
    return times_in_words(times, delivery.received_at, checkin.asked_at)
