"""One row of the work list in words: who it is, how they stand, why, and the one next act.

Everything a row shows is made here as plain text, so that the template only puts it in its place: a page of 200 rows
costs a few milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from unstuck.guidance.safe_order import LOSS
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import SILENT as SILENT_STATE
from unstuck.reporting.words import StateWords, last_state, number, of_measure, silence, state_now, states, together
from unstuck.web.caseload.judging import measure
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import step_on
from unstuck.web.caseload.queries import silent_weeks
from unstuck.web.home.open_rows import OpenEpisodeRow
from unstuck.web.home.presenters.caseload_contents import CaseloadRow
from unstuck.web.home.presenters.date_tags import (
    last_state_tag,
    month_words,
    score_tag,
    since_tag,
    until_words,
)
from unstuck.web.home.presenters.links import client_address
from unstuck.web.home.presenters.work_order import WorkPlace
from unstuck.web.home.queries import LastScore
from unstuck.web.home.work_items import HANDLED, NOW, WAITS, WorkItem


@lru_cache(maxsize=1)
def state_words() -> Mapping[str, StateWords]:
    """Return the states of progress in words, by code."""
    return {one.code: one for one in states()}


def code_now(row: OpenEpisodeRow, weeks: int) -> str:
    """Return the state that stands for a client today: somebody silent is not on track."""
    return _code_of(row.code, weeks > 0)


@lru_cache(maxsize=32)
def _code_of(code: str, silent: bool) -> str:
    return state_now(code, silent).code


def client_rows(
    places: Sequence[WorkPlace],
    names: Mapping[int, str],
    own_steps: Mapping[str, str],
    last_scores: Mapping[str, LastScore],
    today: date,
) -> list[CaseloadRow]:
    """Return the rows in words. `own_steps`: what is next in the reader's eyes alone (B.6)."""
    rows = [place.row for place in places]
    scored = [last_scores.get(row.episode.replace("-", "")) for row in rows]
    texts = zip(
        places,
        scored,
        _escaped([row.name or row.reference for row in rows]),
        _escaped([_below_the_name(place, today) for place in places]),
        _escaped([_reason(place, score, today) for place, score in zip(places, scored, strict=True)]),
        _escaped([_step(row, own_steps, today) for row in rows]),
        _escaped([_worker(place, names) for place in places]),
        _escaped([place.words for place in places]),
        strict=True,
    )
    return [
        CaseloadRow(
            address=client_address(place.row.episode),
            name=name,
            reference=reference,
            code=STEADY if place.steady else code_now(place.row, place.weeks),
            state=state_tag(code_now(place.row, place.weeks)),
            silent=silent_words(place.weeks),
            spark=_spark(place.row, score),
            reason=reason,
            since=_since(place.row, place.weeks, today),
            score=score_tag(score, place.row.heard_on, today),
            worker=worker,
            needs_worker=place.row.worker_id not in names and place.stands_in is None,
            concern=concern,
            concern_first=place.comes_first,
            watched=_watched(place) if concern else Markup(),
            act=_act(place, step),
            act_address=_act_address(place),
            note=_note(place, step, today),
            more=_more(place, today),
        )
        for place, score, name, reference, reason, step, worker, concern in texts
    ]


def _below_the_name(place: WorkPlace, today: date) -> str:
    """Return the reference, and for whom the reader stands in and until when."""
    reference = place.row.reference if place.row.name else ""
    if place.stands_in is None:
        return reference
    said = {"name": place.stands_in.worker.name, "day": until_words(place.stands_in.last_day.isoformat(), today)}
    words = _("standing in for %(name)s until %(day)s") % said
    return f"{reference}, {words}" if reference else words


def _worker(place: WorkPlace, names: Mapping[int, str]) -> str:
    return place.stands_in.worker.name if place.stands_in else names.get(place.row.worker_id, "")


STEADY = "steady"
"""Marks the row of somebody whose scores hardly change, as is the aim."""


def _reason(place: WorkPlace, score: LastScore | None, today: date) -> str:
    """Return the reason of the state; of somebody silent it is that of their last score, and says so."""
    row = place.row
    if not row.reason:
        return _("No score yet.")
    reason = (_plain(score, row.instrument, today) if score else "") or row.reason
    reason = of_measure(row.instrument, reason) if score is None or score.leads_others else reason
    said = _("At the last score: %(reason)s") if code_now(row, place.weeks) == SILENT_STATE else "%(reason)s"
    said = _("Steady, which is the aim. %(reason)s") if place.steady else said
    return together(said % {"reason": reason})


def _plain(score: LastScore, instrument: str, today: date) -> str:
    """Say a clear change in points and since when, and what is expected without its numbers; else nothing.

    The whole reason, with what it rests on and the chance, stands on the client's page.
    """
    sentences = {
        "reliably_worse": _("Worse by %(n)s points since %(month)s."),
        "worse_for_now": _("Worse by %(n)s points since %(month)s, which may well pass: look at the next score."),
        "reliable_gain": _("Better by %(n)s points since %(month)s."),
        "as_expected": _("Within what is expected of people with this start."),
        "outside_expected": _("Outside what is expected of people with this start, which may well pass."),
    }
    if measure(instrument).sign * (score.total - score.first) > 0:
        sentences["likely_worse"] = _("Worse by %(n)s points since %(month)s, and may well stay so.")
    if score.code not in sentences:
        return ""
    words = {"n": number(abs(score.total - score.first)), "month": month_words(score.first_on, today)}
    return sentences[score.code] % words


def _since(row: OpenEpisodeRow, weeks: int, today: date) -> Markup:
    if code_now(row, weeks) == SILENT_STATE and row.scores:
        return last_state_tag(last_state(row.code))
    return since_tag(row.since, row.started_on, today)


def _step(row: OpenEpisodeRow, own_steps: Mapping[str, str], today: date) -> str:
    own = own_steps.get(row.episode.replace("-", "")) if own_steps else None
    return own or step_on(row.steps, today)[1] or _("Look at the story")


def _watched(place: WorkPlace) -> Markup:
    """Say who answers for a concern; a loss is answered with outside support, and nobody has to take it on."""
    return Markup() if place.rank == LOSS else watched_words(place.row.watched_by, place.row.answer_by)


def _act(place: WorkPlace, step: str) -> str:
    """Return the words of the row's one link: the act that is needed; else what is next, in the pathway's words."""
    act = place.act
    return _said(act.verb) if act is not None and place.stands in (NOW, WAITS) else step


@lru_cache(maxsize=512)
def _said(words: str) -> Markup:
    return escape(words)


def _act_address(place: WorkPlace) -> str:
    act = place.act
    if act is not None and place.stands in (NOW, WAITS):
        return act.address
    return f"{client_address(place.row.episode)}#what-now"


NOTHING = Markup()


def _note(place: WorkPlace, step: str, today: date) -> Markup:
    """Return what stands under the act: the pathway's first step where something else leads, or until when it waits."""
    act = place.act
    if act is None:
        return NOTHING
    if place.stands == NOW and (place.comes_first or (act.kind == "contact" and place.weeks)):
        return NOTHING  # the act is the pathway's first step itself
    if place.stands == NOW:
        return _next_step(step)
    if act.stands == HANDLED:
        return escape(f"{act.about}, {until_words(act.day, today)}")
    return _waits(act, today)


@lru_cache(maxsize=512)
def _next_step(step: str) -> Markup:
    return escape(_("Next step: %(step)s")) % {"step": Markup(step)}  # noqa: S704  (escaped with the others)


@lru_cache(maxsize=1024)
def _waits(act: WorkItem, today: date) -> Markup:
    if act.kind == "alert_taken_up" and not act.day:
        return escape(act.about)
    if not act.day or act.day <= today.isoformat():
        return escape(_("Waiting %(what)s")) % {"what": act.about}
    return escape(_("Waiting until %(day)s %(what)s")) % {"day": until_words(act.day, today), "what": act.about}


BESIDE = ("transfer", "ending")
"""What is said of somebody even while it waits, because it changes who acts, or whether the work goes on."""


def _more(place: WorkPlace, today: date) -> Markup:
    """Return why the act is needed, where neither the state nor the concern says so, and what is needed beside it."""
    if place.stands != NOW:
        return NOTHING
    found = [one.about for one in (place.act, *place.also) if one and one.kind not in ("concern", "contact")]
    found += [_waits(one, today) for one in place.items if one.stands == WAITS and one.kind in BESIDE]
    state = state_words()[place.row.code].word
    return Markup("").join(_more_words(words) for words in dict.fromkeys(found) if words and words != state)


@lru_cache(maxsize=1024, typed=True)  # markup is not escaped again, and compares as equal to a text that is
def _more_words(words: str) -> Markup:
    return Markup('<span class="more">{}</span>').format(words)


BETWEEN = "\x1f"


def _escaped(texts: Sequence[str]) -> list[str]:
    """Escape many short texts in one go: one by one, this took as long as drawing the pictures of the page."""
    escaped = str(escape(BETWEEN.join(texts))).split(BETWEEN)
    return escaped if len(escaped) == len(texts) else [str(escape(text)) for text in texts]


_TAG = Markup('<strong class="state state--{}"><span class="state__shape" aria-hidden="true">{}</span> {}</strong>')


@lru_cache(maxsize=16)
def state_tag(code: str) -> Markup:
    """Return a state as a shape, a word and a colour."""
    words = silence() if code == SILENT_STATE else state_words()[code]
    return _TAG.format(code, words.shape, words.word)


def weeks_silent(episode: Episode, today: date) -> int:
    """Return the whole weeks since somebody in care was heard from; 0 below three weeks, and after the work ended."""
    if episode.ended_on is not None:
        return 0
    heard = episode.standing.heard_on
    return silent_weeks(heard.isoformat() if heard else None, episode.started_on.isoformat(), today)


@lru_cache(maxsize=64)
def silent_words(weeks: int) -> str:
    """Return the flag in words, empty where there is none to raise."""
    return _("Not heard from for %(n)s weeks") % {"n": weeks} if weeks else ""


@lru_cache(maxsize=256)
def watched_words(watched_by: str, answer_by: str | None) -> Markup:
    """Say who answers for the concern; that nobody has acknowledged it yet; that nobody is named."""
    if not watched_by:
        return escape(_("Nobody is named to answer for it"))
    words = _("Waiting for %(name)s") if answer_by else _("With %(name)s")
    return escape(words % {"name": watched_by})


_SPARK = '<svg class="spark" viewBox="0 0 120 32" role="img" aria-label="%s">%s</svg>'


def _spark(row: OpenEpisodeRow, score: LastScore | None) -> str:
    """Return the small course beside a name as markup, with what it shows in words."""
    picture = json.loads(score.sparkline) if score else None
    if not picture:
        return ""
    return _SPARK % (_course_words(row.instrument, row.scores, picture["change"]), picture["drawn"])


@lru_cache(maxsize=2048)
def _course_words(instrument: str, scores: int, change: int) -> Markup:
    words = {1: _("better than"), -1: _("worse than"), 0: _("the same as")}[change]
    return escape(
        ngettext("%(instrument)s: %(n)s score.", "%(instrument)s: %(n)s scores, the last %(change)s the first.", scores)
        % {"n": scores, "instrument": instrument, "change": words}
    )
