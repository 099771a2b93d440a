"""Where each client stands on the work list, and the one next act of each: decided from the items, in the safe order.

Whom a concern or a loss puts first (S.3) stands first in every order and cannot wait. Then come those with whom
something is needed now: whoever gets worse, whoever stalls, and the rest by what is needed (the order of the steps in
PRACTICE, "How rules combine"). Then what waits, the first day first. Then everybody else, by state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from unstuck.guidance import default_thresholds
from unstuck.guidance.advocacy import is_near
from unstuck.guidance.safe_order import LOSS, PLACES, REST
from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.web.caseload.models import Cover
from unstuck.web.caseload.next_steps import place_on, step_on
from unstuck.web.caseload.queries import silent_weeks
from unstuck.web.components.open_routes import is_open
from unstuck.web.home.open_rows import OpenEpisodeRow
from unstuck.web.home.presenters.date_tags import deadline_tag, outside_tag
from unstuck.web.home.presenters.links import address_of, around
from unstuck.web.home.work_items import HANDLED, NOW, WAITS, Items, WorkItem
from unstuck.web.reviews.presenters.guided import step_places

ELSE = "else"
"""Where nothing is needed and nothing waits."""

FIRST_OF_ALL = ("concern", "deadline", "contact", "ending", "transfer", "answer", "unanswered", "review", "alert")
KINDS = (*FIRST_OF_ALL, "outside", "checkin", "alert_taken_up", "step")
"""What a client's next act is where several things are needed: the first of these."""

SILENT = PLACES.index("silent")
CONTINUE, GET_IN_TOUCH = "continue", "make-contact"
"""The first step of somebody who is steady, where steady is the aim (E.3); of somebody not heard from (A.6)."""
NO_DAY = "9999"


class WorkPlace(NamedTuple):
    """One client on the list. `rank`, `words`: the safe order. `stands`: NOW, WAITS or ELSE. `act`: the one next act.

    `also`: what else is needed now. `day`: when the act is, or was, due; NO_DAY where there is none.
    """

    row: OpenEpisodeRow
    weeks: int
    rank: int
    words: str
    steady: bool
    stands: str
    act: WorkItem | None
    also: Sequence[WorkItem]
    items: Sequence[WorkItem]
    stands_in: Cover | None = None
    """The cover by which the reader stands in for the client's worker today."""

    @property
    def comes_first(self) -> bool:
        """True where a concern, or a loss, puts a client before all states of progress (S.3)."""
        return self.rank < REST

    @property
    def day(self) -> str:
        """Return the day of the act in ISO form, a late one where there is none."""
        return self.act.day if self.act and self.act.day and self.stands != ELSE else NO_DAY


def work_places(
    rows: Iterable[OpenEpisodeRow], items: Items, actor_id: int, today: date, covered: Mapping[str, Cover]
) -> list[WorkPlace]:
    """Return where each client stands. Rows of others lead only to what somebody else may read.

    `covered`: those in which the reader stands in, by hex public id: there they act like the worker.
    """
    places = []
    for row in rows:
        hexed = row.episode.replace("-", "")
        cover = covered.get(hexed)
        place = _placed(row, items.get(hexed, ()), row.worker_id == actor_id or cover is not None, today)
        places.append(place._replace(stands_in=cover) if cover else place)
    return places


def _placed(row: OpenEpisodeRow, known: Sequence[WorkItem], is_own: bool, today: date) -> WorkPlace:
    rank, words = place_on(row.places, today.isoformat())
    weeks = silent_weeks(row.heard_on, row.started_on, today)
    step = step_on(row.steps, today)[0]
    steady = row.code == "stalled" and step == CONTINUE
    items = _without_repeats([*known, *_on_the_standing(row, step, weeks, today)])
    if not items and rank >= REST and row.code != "deteriorating":
        return WorkPlace(row, weeks, rank, words, steady, ELSE, None, (), ())  # most of a team's clients, on most days
    needed = sorted((one for one in items if one.stands == NOW), key=_precedence)
    waiting = sorted((one for one in items if one.stands == WAITS), key=lambda one: one.day or NO_DAY)
    if rank < REST:
        first = _answer_to_risk(row, rank, step, needed)
        needed = [first, *(one for one in needed if one.kind not in ("concern", "step") and one != first)]
    elif not needed and row.code == "deteriorating" and not any(one.kind in ("alert", "review") for one in items):
        needed = [_open_a_review(row)]  # nothing that is open says so: getting worse is never passed over
    handled = (one for one in items if one.stands == HANDLED)
    stands, act = _next(needed, waiting, handled)
    act = act and (act if is_own else _to_look_at(act, row))
    return WorkPlace(row, weeks, rank, words, steady, stands, act, needed[1:], items)


def _next(needed: Sequence[WorkItem], waiting: Sequence[WorkItem], handled: Any) -> tuple[str, WorkItem | None]:
    if needed:
        return NOW, needed[0]
    return (WAITS, waiting[0]) if waiting else (ELSE, next(handled, None))


def _precedence(item: WorkItem) -> int:
    return KINDS.index(item.kind)


def _without_repeats(items: list[WorkItem]) -> list[WorkItem]:
    """Leave out what a review stands for: an alert that led to it, or that was taken up in it.

    A sign that is new since the decision stays: nobody has decided about that one.
    """
    review = next((one for one in items if one.kind == "review"), None)
    if review is None:
        return items
    if review.stands == NOW:
        return [one for one in items if one.kind not in ("alert", "alert_taken_up")]
    kept = [one for one in items if one.kind != "alert_taken_up"]
    again = _("Look at the review again")
    return [one._replace(verb=again) if one.kind == "alert" and one.stands == NOW else one for one in kept]


def _on_the_standing(row: OpenEpisodeRow, step: str, weeks: int, today: date) -> list[WorkItem]:
    """Return what is kept beside the client's state: a last day, silence, outside support."""
    found = []
    if row.deadline and is_last_day_near(row.deadline, today):
        tag, verb = deadline_tag(row.deadline, today), _("Speak up for the client")
        found.append(WorkItem("deadline", NOW, row.deadline, tag, verb, _referrals(row)))
    if weeks or step == GET_IN_TOUCH:
        found.append(_step(row, step, "contact", day=row.heard_on or row.started_on))
    if row.outside_due and row.outside_due <= today.isoformat():
        tag, verb = outside_tag(row.outside_due, today), _("Ask them again")
        found.append(WorkItem("outside", NOW, row.outside_due, tag, verb, _referrals(row)))
    elif row.outside_due:
        about, verb = _("for outside support"), _("Look at outside support")
        found.append(WorkItem("outside", WAITS, row.outside_due, about, verb, _referrals(row)))
    return found


def _referrals(row: OpenEpisodeRow) -> str:
    return address_of("referrals:due", row.episode)


def is_last_day_near(last: str, today: date) -> bool:
    """Tell whether a last day that nobody has met is near, or has passed (D.6)."""
    return is_near((date.fromisoformat(last) - today).days, default_thresholds())


ANSWERS = {LOSS: "involve-resources", SILENT: GET_IN_TOUCH}
"""What a loss asks for today (D.2), and somebody who was assessed and is not heard from (A.6)."""


def _answer_to_risk(row: OpenEpisodeRow, rank: int, step: str, needed: Sequence[WorkItem]) -> WorkItem:
    """Return the act that a concern or a loss asks for."""
    concern = next((one for one in needed if one.kind == "concern"), None)
    if concern is None or rank in ANSWERS:
        return _step(row, ANSWERS.get(rank, step), "concern")
    return concern


def _step(row: OpenEpisodeRow, step: str, kind: str, day: str = "") -> WorkItem:
    """Return the first step of the pathway as an act, on the page where it is done."""
    place = step_places().get(step)
    if place is None or not place.page or not is_open(place.page):
        address = f"{address_of('home:client', row.episode)}#what-now"
        return WorkItem(kind, NOW, day, "", _("See what to do"), address)
    return WorkItem(kind, NOW, day, "", place.verb, address_of(place.page, row.episode))


def _open_a_review(row: OpenEpisodeRow) -> WorkItem:
    return WorkItem("alert", NOW, row.since or "", "", _("Open a review"), address_of("reviews:review", row.episode))


OWN_PAGES = ("safety:contact_add", "checkins:ask", "consultation:ask", "reviews:end")
"""Pages on which the client's own worker acts: nobody else is led there."""


def _to_look_at(act: WorkItem, row: OpenEpisodeRow) -> WorkItem:
    """Return somebody else's act as a page that may be read. A concern is answered by whoever answers for it."""
    if act.kind == "concern" and act.stands == NOW and "/concerns/" in act.address:
        return act
    if not _own_page().fullmatch(act.address):
        return act._replace(verb=_("Look at it"))
    home = f"{address_of('home:client', row.episode)}#what-now"
    return act._replace(verb=_("Look at it"), address=home)


@cache
def _own_page() -> re.Pattern[str]:
    """Return what the addresses of those pages look like, whoever they are about."""
    return re.compile(
        "|".join(f"{re.escape(before)}[^/]+{re.escape(after)}" for before, after in map(around, OWN_PAGES))
    )


Order = Callable[[WorkPlace], Any]


def _safe(place: WorkPlace) -> tuple[Any, ...]:
    row, act = place.row, place.act
    name = row.name or row.reference, row.reference
    if place.stands == NOW and act is not None:
        worse = row.code in NEEDS_A_LOOK and not place.steady
        group = NEEDS_A_LOOK.index(row.code) if worse else len(NEEDS_A_LOOK)
        by_kind = (0, "") if worse else (_precedence(act), place.day)
        return place.rank, 0, group, by_kind, row.urgency, name
    if place.stands == WAITS:
        return place.rank, 1, place.day, row.urgency, name
    return place.rank, 2, row.urgency, name


def _by_name(place: WorkPlace) -> tuple[Any, ...]:
    return place.rank, (place.row.name or place.row.reference).casefold(), place.row.reference


def _by_last_heard(place: WorkPlace) -> tuple[Any, ...]:
    row = place.row
    return place.rank, row.heard_on or row.started_on, row.name or row.reference, row.reference


def _by_day(place: WorkPlace) -> tuple[Any, ...]:
    row = place.row
    return place.rank, place.day, row.urgency, row.name or row.reference, row.reference


ORDERS: Mapping[str, Order] = {"": _safe, "name": _by_name, "heard": _by_last_heard, "day": _by_day}
"""In each of them, the safe order comes first."""
