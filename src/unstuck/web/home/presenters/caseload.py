"""The caseload in words: who needs a look first, then the others, by filter.

Everything a row shows is made here as plain text, so that the template only puts it in its place: a page of 200 rows
costs a few milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.http import Http404
from markupsafe import Markup, escape

from unstuck.guidance import default_thresholds
from unstuck.guidance.advocacy import is_near
from unstuck.guidance.safe_order import LOSS, REST
from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.reporting.words import SILENT as SILENT_STATE
from unstuck.reporting.words import StateWords, last_state, of_measure, silence, state_now, states, together
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import place_on, step_on
from unstuck.web.caseload.queries import OpenEpisodeRow, TeamWorker, colleagues, open_rows, silent_weeks
from unstuck.web.home.presenters.caseload_contents import (
    ALL,
    LOOK,
    MINE,
    NOBODY,
    OUTSIDE,
    SAFETY,
    SILENT,
    CaseloadFilters,
    CaseloadPage,
    CaseloadRow,
    FilterLink,
    WorkerChoice,
)
from unstuck.web.home.presenters.date_tags import deadline_tag, heard_tag, last_state_tag, outside_tag, since_tag
from unstuck.web.home.presenters.links import client_address
from unstuck.web.own_side.queries import own_next_steps

PAGE = 200
"""Rows on one page. Nobody's own caseload is longer, so that it can be read, searched and printed whole; a large
team's is cut here, so that no page costs more than was measured."""


def caseload_page(actor: Actor, filters: CaseloadFilters, today: date) -> CaseloadPage:
    """Return the caseload that somebody asked for. Raises Http404 for a filter that there is not."""
    team = colleagues(actor) if actor.role == Role.SUPERVISOR else []
    rows, choices = _of_whom(actor, filters, team, today)
    kinds = {ALL, SAFETY, LOOK, SILENT, OUTSIDE, *_words()}
    if filters.show not in kinds:
        raise Http404
    timed = [(row, silent_weeks(row.heard_on, row.started_on, today)) for row in _raised(rows, today)]
    matching = [(row, weeks) for row, weeks in timed if _belongs(row, weeks, filters, today)]
    names = {one.id: one.name for one in team if not one.gone}
    page = matching[(filters.page - 1) * PAGE : filters.page * PAGE]
    lines = _lines(page, names, own_next_steps(actor, today), today)
    first = [line for line in lines if line.concern_first]
    look = [line for line in lines if line.code in NEEDS_A_LOOK and not line.concern_first]
    return CaseloadPage(
        chosen=filters,
        everybody=len(rows),
        shown=_shown_words(len(matching), len(rows)),
        safety=first,
        look=look,
        looks=sum(_wants_a_look(row, today) for row, _weeks in matching),
        others=lines[len(first) + len(look) :],
        filter_links=_filter_links(timed, filters, today),
        whose=choices,
        with_worker=bool(team) and filters.whose != MINE,
        empty="" if matching else _empty(filters),
        page_links=[] if filters.words else _pages(len(matching), filters),
        title=_("Team's caseload") if actor.role == Role.SUPERVISOR else _("Caseload"),
    )


def _of_whom(
    actor: Actor, filters: CaseloadFilters, team: Sequence[TeamWorker], today: date
) -> tuple[list[OpenEpisodeRow], list[WorkerChoice]]:
    """Return the rows of those asked for, and the choices that a supervisor has; a worker has none."""
    if actor.role != Role.SUPERVISOR:
        if filters.whose:
            raise Http404
        return open_rows(actor, [actor.id], today), []
    present = {str(one.public_id): one for one in team if not one.gone}
    gone = [one.id for one in team if one.gone]
    of = {"": {actor.id, *(one.id for one in team)}, MINE: {actor.id}, NOBODY: gone}
    of |= {code: {one.id} for code, one in present.items()}
    if filters.whose not in of:
        raise Http404
    choices = [("", _("The whole team")), (MINE, _("My own clients"))]
    choices += [(NOBODY, _("Needs a worker"))] if gone else []
    choices += [(code, one.name) for code, one in present.items()]
    return open_rows(actor, of[filters.whose], today), [
        WorkerChoice(code, text, code == filters.whose) for code, text in choices
    ]


def _asks_now(row: OpenEpisodeRow, today: date) -> bool:
    """Tell whether the day has come to ask somebody outside again."""
    return row.outside_due is not None and row.outside_due <= today.isoformat()


def _last_day_near(row: OpenEpisodeRow, today: date) -> bool:
    """Tell whether a last day that nobody has met is near, or has passed (D.6)."""
    return row.deadline is not None and is_near((date.fromisoformat(row.deadline) - today).days, default_thresholds())


def _raised(rows: list[OpenEpisodeRow], today: date) -> list[OpenEpisodeRow]:
    """Return the rows with last days and overdue outside support raised: right below those who need a look, in turn.

    Not above them: that somebody gets worse weighs more than a call that is due, which their rows say as well. The safe
    order comes before both.
    """

    def place(row: OpenEpisodeRow) -> tuple[int, int, str]:
        safe = _safe_rank(row, today)
        if _needs_a_look(row, today):
            return safe, 0, ""
        if _last_day_near(row, today):
            return safe, 1, row.deadline or ""
        return (safe, 2, row.outside_due or "") if _asks_now(row, today) else (safe, 3, "")

    return sorted(rows, key=place) if any(row.outside_due or row.deadline for row in rows) else rows


def _safe_rank(row: OpenEpisodeRow, today: date) -> int:
    return place_on(row.places, today.isoformat())[0]


def _comes_first(row: OpenEpisodeRow, today: date) -> bool:
    """Tell whether a concern, or a loss, puts a client before all states of progress (S.3)."""
    return _safe_rank(row, today) < REST


def _is_loss(row: OpenEpisodeRow, today: date) -> bool:
    """Tell whether a loss comes first, which is answered with outside support and not by a concern."""
    return _safe_rank(row, today) == LOSS


CONTINUE = "continue"
"""The first step of somebody who is steady, where steady is the aim (E.3): then there is nothing to look at."""


def _needs_a_look(row: OpenEpisodeRow, today: date) -> bool:
    return row.code in NEEDS_A_LOOK and not _is_steady(row, today)


def _wants_a_look(row: OpenEpisodeRow, today: date) -> bool:
    return _needs_a_look(row, today) and not _comes_first(row, today)


def _holds(row: OpenEpisodeRow, words: str) -> bool:
    text = f"{row.name} {row.reference}".casefold()
    return all(word in text for word in words.casefold().split())


def _belongs(row: OpenEpisodeRow, weeks: int, filters: CaseloadFilters, today: date) -> bool:
    """Tell whether a row is part of what was asked for; a search looks through all rows, whatever else is chosen."""
    if filters.words:
        return _holds(row, filters.words)
    if filters.show == ALL:
        return True
    if filters.show == SILENT:
        return weeks > 0
    if filters.show == OUTSIDE:
        return _asks_now(row, today) or _last_day_near(row, today)
    if filters.show == SAFETY:
        return _comes_first(row, today)
    return _needs_a_look(row, today) if filters.show == LOOK else _code_now(row, weeks) == filters.show


@lru_cache(maxsize=1)
def _words() -> Mapping[str, StateWords]:
    return {one.code: one for one in states()}


def _code_now(row: OpenEpisodeRow, weeks: int) -> str:
    """Return the state that stands for a client today: somebody silent is not on track."""
    return state_now(row.code, weeks > 0).code


def _lines(
    page: Sequence[tuple[OpenEpisodeRow, int]], names: Mapping[int, str], own_steps: Mapping[str, str], today: date
) -> list[CaseloadRow]:
    """Return the rows in words. `own_steps`: what is next in the reader's eyes alone (B.6)."""
    rows = [row for row, _weeks in page]
    texts = zip(
        page,
        _escaped([row.name or row.reference for row in rows]),
        _escaped([row.reference if row.name else "" for row in rows]),
        _escaped([_reason(row, weeks, today) for row, weeks in page]),
        _escaped([_step(row, own_steps, today) for row in rows]),
        _escaped([names.get(row.worker_id, "") for row in rows]),
        _escaped([place_on(row.places, today.isoformat())[1] for row in rows]),
        strict=True,
    )
    return [
        CaseloadRow(
            address=client_address(row.episode),
            name=name,
            reference=reference,
            code=STEADY if _is_steady(row, today) else _code_now(row, weeks),
            state=state_tag(_code_now(row, weeks)),
            silent=silent_words(weeks),
            spark=_spark(row),
            reason=reason,
            since=_since(row, weeks, today),
            heard=heard_tag(row.heard_on, today),
            step=step,
            worker=worker,
            needs_worker=row.worker_id not in names,
            concern=concern,
            concern_first=_comes_first(row, today),
            watched=watched_words(row.watched_by, row.answer_by) if concern and not _is_loss(row, today) else "",
            concern_address="#what-now" if _is_loss(row, today) else "safety/",
            review=review_words(row.review or ("alert" if row.worth_a_look else "")),
            outside=_outside(row, today),
        )
        for (row, weeks), name, reference, reason, step, worker, concern in texts
    ]


STEADY = "steady"
"""Marks the row of somebody whose scores hardly change, as is the aim."""


def _is_steady(row: OpenEpisodeRow, today: date) -> bool:
    # Never somebody who gets worse, whatever the next step is: steady is an aim, worse is none.
    return row.code == "stalled" and step_on(row.steps, today)[0] == CONTINUE


def _reason(row: OpenEpisodeRow, weeks: int, today: date) -> str:
    """Return the reason of the state; of somebody silent it is that of their last score, and says so."""
    if not row.reason:
        return _("No score yet.")
    said = _("At the last score: %(reason)s") if _code_now(row, weeks) == SILENT_STATE else "%(reason)s"
    said = _("Steady, which is the aim. %(reason)s") if _is_steady(row, today) else said
    return together(said % {"reason": of_measure(row.instrument, row.reason)})


def _since(row: OpenEpisodeRow, weeks: int, today: date) -> Markup:
    if _code_now(row, weeks) == SILENT_STATE and row.scores:
        return last_state_tag(last_state(row.code))
    return since_tag(row.since, row.started_on, today)


def _step(row: OpenEpisodeRow, own_steps: Mapping[str, str], today: date) -> str:
    own = own_steps.get(row.episode.replace("-", "")) if own_steps else None
    return own or step_on(row.steps, today)[1] or _("Look at the story")


BETWEEN = "\x1f"


def _escaped(texts: Sequence[str]) -> list[str]:
    """Escape many short texts in one go: one by one, this took as long as drawing the pictures of the page."""
    escaped = str(escape(BETWEEN.join(texts))).split(BETWEEN)
    return escaped if len(escaped) == len(texts) else [str(escape(text)) for text in texts]


_TAG = Markup('<strong class="state state--{}"><span class="state__shape" aria-hidden="true">{}</span> {}</strong>')


@lru_cache(maxsize=16)
def state_tag(code: str) -> Markup:
    """Return a state as a shape, a word and a colour."""
    words = silence() if code == SILENT_STATE else _words()[code]
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


@lru_cache(maxsize=8)
def review_words(mark: str) -> Markup:
    """Return the next action of a review, empty where nothing is worth a look."""
    words = {
        "alert": _("Open a review"),
        "open": _("Continue the review"),
        "decided": _("Decided: look at the review"),
    }
    return escape(words.get(mark, ""))


def _outside(row: OpenEpisodeRow, today: date) -> Markup:
    """Name the last day that is near; else say since when outside support is overdue."""
    if row.deadline and _last_day_near(row, today):
        return deadline_tag(row.deadline, today)
    return outside_tag(row.outside_due, today) if row.outside_due else Markup()


_SPARK = '<svg class="spark" viewBox="0 0 120 32" role="img" aria-label="%s">%s</svg>'


def _spark(row: OpenEpisodeRow) -> str:
    """Return the small course beside a name as markup, with what it shows in words."""
    picture = row.sparkline
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


def _filter_links(
    timed: Sequence[tuple[OpenEpisodeRow, int]], filters: CaseloadFilters, today: date
) -> list[FilterLink]:
    """Return the filters: three that are always there, then overdue support and the states that somebody is in."""
    counts = Counter(_code_now(row, weeks) for row, weeks in timed)
    silent = sum(1 for _row, weeks in timed if weeks)
    look = sum(_needs_a_look(row, today) for row, _weeks in timed)
    concerns = sum(1 for row, _weeks in timed if _comes_first(row, today))
    kinds = [(ALL, _("All"), "", len(timed))]
    kinds += [(SAFETY, _("Safety first"), "", concerns)] if concerns or filters.show == SAFETY else []
    kinds += [(LOOK, _("Needs a look"), "", look)]
    kinds += [(SILENT, _("Not heard from"), "", silent)]
    asks = sum(1 for row, _weeks in timed if _asks_now(row, today) or _last_day_near(row, today))
    kinds += [(OUTSIDE, _("Outside support overdue"), "", asks)] if asks or filters.show == OUTSIDE else []
    kinds += [
        (code, words.word, words.shape, counts[code])
        for code, words in _words().items()
        if counts[code] or filters.show == code
    ]
    chosen = "" if filters.words else filters.show
    return [
        FilterLink(code, text, shape, count, filters.query(show=code), code == chosen)
        for code, text, shape, count in kinds
    ]


def _shown_words(shown: int, everybody: int) -> str:
    if shown == everybody:
        return ngettext("%(n)s client", "%(n)s clients", shown) % {"n": shown}
    return _("%(shown)s of %(n)s clients") % {"shown": shown, "n": everybody}


def _empty(filters: CaseloadFilters) -> str:
    """Say why nobody is in the list."""
    if filters.words:
        return _("Nobody in this list has these words in their name or reference.")
    if filters.show == SAFETY:
        return _(
            "No concern is open that comes first today. That nothing is recorded does not mean that nothing is there."
        )
    if filters.show == LOOK:
        return _("Nobody needs a look today.")
    if filters.show == SILENT:
        return _("You have heard from everybody within the last %(n)s weeks.") % {"n": NOT_HEARD_WEEKS}
    if filters.show == OUTSIDE:
        return _("No outside support needs chasing today.")
    if filters.show == ALL:
        return _("You have no clients of your own.") if filters.whose == MINE else _("Nobody is in this list.")
    return _("Nobody is in this list: %(state)s.") % {"state": _words()[filters.show].word}


def _pages(count: int, filters: CaseloadFilters) -> list[tuple[int, str, bool]]:
    """Return the pages where there is more than one: number, query, whether it is the one shown."""
    last = -(-count // PAGE)
    if filters.page > max(last, 1):
        raise Http404
    numbers = range(1, last + 1) if last > 1 else ()
    return [(number, filters.query(page=number), number == filters.page) for number in numbers]
