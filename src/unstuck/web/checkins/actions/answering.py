"""Taking answers. Every answer above zero to a question of risk raises a concern, in the transaction that stores it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from unstuck.guidance.own_words import signs_in
from unstuck.instruments import Instrument
from unstuck.instruments.scoring import above_zero
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, raise_version, recorded
from unstuck.web.caseload.actions.scores import Total, put_score
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.checkins import policies
from unstuck.web.checkins.actions.asking import TABLET_MINUTES, NewCheckin, make_checkin
from unstuck.web.checkins.models import Answer, AnswerWay, Checkin
from unstuck.web.checkins.questionnaires import Question, questionnaire
from unstuck.web.checkins.results import AnswersByItem, results_of
from unstuck.web.checkins.workflow import CHECKIN
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.safety.actions.concerns import SUICIDE, SeenSign, store_sign
from unstuck.web.safety.actions.frame import finish as finish_concern
from unstuck.web.safety.actions.frame import follow

_IN_TIME = Q(delivery=None) | Q(delivery__late="")


def store_answer(checkin: Checkin, question: Question, values: AnswersByItem, context: WriteContext) -> bool:
    """Store what a client answered on one screen. Returns whether a concern was raised from it.

    The same answer sent again changes nothing. Denied where the check-in takes no more answers.
    """
    with _recorded("checkin.answer_stored", checkin, context) as (held, write):
        new = store_new_answers(held, question.instrument, values, None, context)
        if new and held.way == AnswerWay.TABLET:
            held.expires_at = context.now + timedelta(minutes=TABLET_MINUTES)
        held.state = CHECKIN.after("answer", held.state)
        held.save(update_fields=["state", "expires_at"])
        raised = raise_from(held, [question.instrument], new, None, write, context)
        write.about("checkin", held.public_id, question=question.item.code)
    return raised


def send(checkin: Checkin, words: str, context: WriteContext) -> bool:
    """Send what a client answered: it counts from now on. Returns whether their own words raised a concern."""
    with _recorded("checkin.answered", checkin, context) as (held, write):
        raised = raise_from_words(held, words, None, write, context)
        finish_checkin(held, words, None, context)
        write.about("checkin", held.public_id, way=held.way)
    return raised


@contextmanager
def _recorded(code: str, checkin: Checkin, context: WriteContext) -> Iterator[tuple[Checkin, Write]]:
    agency = checkin.episode.client.agency.public_id
    with audited(code, agency=agency, actor=SYSTEM, now=context.now) as write:
        (episode,) = rows_of(lambda pk: Episode.objects.select_for_update().filter(pk=pk), checkin.episode_id)
        held = locked_checkin(checkin)
        policies.check_open(held, context.now)
        raise_version(episode)
        yield held, write


def locked_checkin(checkin: Checkin) -> Checkin:
    """Return a check-in as it is now, locked until the transaction ends."""
    held = Checkin.objects.select_for_update(of=("self",)).select_related("episode__client__agency")
    return held.get(pk=checkin.pk)


@dataclass(frozen=True)
class EnteredAnswers:
    """Answers that a worker enters for a client, with what the client said in their own words."""

    values: AnswersByItem
    words: str = ""


def enter(actor: Actor, episode: Episode, new: NewCheckin, entered: EnteredAnswers, context: WriteContext) -> Checkin:
    """Store answers that the worker took down, or that came on paper, all at once."""
    policies.check_can_ask(new.way, [one.id for one in new.instruments], episode)
    policies.check_day(new.on, episode, context.today)
    if all(value is None for value in entered.values.values()):
        raise Denied("nothing_answered", _("Enter at least one answer."))
    with recorded("checkin.entered", actor, context) as write:
        found = locked_episode(episode, context)
        permissions.check_may_write(actor, found)
        held = locked_checkin(make_checkin(found, new, actor.id, context))
        for one in new.instruments:
            own = {item.code: entered.values.get(item.code) for item in one.items}
            stored = store_new_answers(held, one, own, actor.id, context)
            raise_from(held, [one], stored, actor.id, write, context)
        raise_from_words(held, entered.words, actor.id, write, context)
        finish_checkin(held, entered.words, actor.id, context)
        write.about("checkin", held.public_id, way=held.way)
        write.answer = str(held.public_id)
    return held


def store_new_answers(
    held: Checkin, instrument: Instrument, values: AnswersByItem, by: int | None, context: WriteContext
) -> dict[str, int | None]:
    """Store those answers that differ from the latest ones, and return them."""
    new = changed_answers(held, values)
    for code, value in new.items():
        Answer.objects.create(checkin=held, instrument=instrument.id, item=code, value=value, at=context.now, by_id=by)
    return new


def changed_answers(checkin: Checkin, values: AnswersByItem) -> dict[str, int | None]:
    """Return those answers that differ from the latest ones."""
    latest = latest_answers(checkin)
    return {code: value for code, value in values.items() if code not in latest or latest[code] != value}


def latest_answers(checkin: Checkin) -> dict[str, int | None]:
    """Return the latest answer to each question that was passed or answered; what arrived too late does not count."""
    rows = rows_of(lambda pk: Answer.objects.filter(_IN_TIME, checkin=pk).order_by("id"), checkin.pk)
    return {row.item: row.value for row in rows}


def raise_from(
    held: Checkin,
    instruments: Sequence[Instrument],
    values: AnswersByItem,
    by: int | None,
    write: Write,
    context: WriteContext,
    times: str = "",
) -> bool:
    """Raise a concern from each answer above zero to a question of risk. `times`: what is said of when it came in."""
    signs = [(one, code) for one in instruments for code in above_zero(one, values)]
    for instrument, code in signs:
        _sign(held, "item", f"{_in_words(instrument, code, values)} {times}", by, write, context)
    return bool(signs)


def _in_words(instrument: Instrument, code: str, values: Mapping[str, int | None]) -> str:
    item = next(one for one in instrument.items if one.code == code)
    texts = {option.value: option.text for option in instrument.options_of(item)}
    words = {"name": instrument.id, "question": item.text, "answer": texts.get(values[code] or 0, values[code])}
    return _("%(name)s: “%(question)s” was answered with “%(answer)s”.") % words


def raise_from_words(
    held: Checkin, words: str, by: int | None, write: Write, context: WriteContext, times: str = ""
) -> bool:
    """Raise a concern from words for suicide or self-harm, until a person says what was meant (S.1)."""
    if not signs_in([words]):
        return False
    quoted = _("In a check-in, in their own words: “%(words)s”") % {"words": words.strip()}
    _sign(held, "words", f"{quoted} {times}", by, write, context)
    return True


def _sign(held: Checkin, source: str, words: str, by: int | None, write: Write, context: WriteContext) -> None:
    sign = SeenSign(kind=SUICIDE, on=held.on, source=source, words=words)
    finish_concern(store_sign(held.episode, sign, by, context), write, context.now, context)


def finish_checkin(held: Checkin, words: str, by: int | None, context: WriteContext) -> None:
    """Let the answers count: totals are scores, what is about the work and the areas of life follows from them."""
    agency, names = held.episode.client.agency_id, dict.fromkeys(name for name, _item in held.questions)
    results = results_of([questionnaire(agency, name) for name in names], latest_answers(held))
    held.state, held.finished_at = CHECKIN.after("finish", held.state), context.now
    held.words, held.entered_by_id, held.results, held.code = words.strip(), by, results.as_json(), ""
    held.save()
    for name, total in results.totals.items():
        if not _day_taken(held, name):
            put_score(held.episode, Total(name, total, held.on), by, context)
    follow(held.episode, context)


def _day_taken(held: Checkin, name: str) -> bool:
    """Tell whether a score of that day counts already: then the answers stay, and the score as well."""
    same = Score.objects.filter(episode=held.episode, instrument=name, on=held.on, withdrawn_at=None)
    return same.exists()
