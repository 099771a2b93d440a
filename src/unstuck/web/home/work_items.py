"""What there is to do with each client, read from the rooms below: a few queries, however many clients there are.

One item is one thing that waits for somebody, or for its day. Which item a row shows as its next act is decided in
`presenters.work_order`; nothing is decided or written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from unstuck.guidance import default_thresholds
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.alerts.budget import OpenAlert, monday
from unstuck.web.alerts.models import AlertSign
from unstuck.web.alerts.queries import open_alerts
from unstuck.web.alerts.workflow import ALERT, RAISED, SEEN
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.permissions import checkins_for
from unstuck.web.checkins.workflow import OPEN as UNANSWERED
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import own_consultations
from unstuck.web.home.presenters.links import address_of, page_of
from unstuck.web.reviews.models import Ending, Outcome, Review
from unstuck.web.reviews.permissions import reviews_for
from unstuck.web.reviews.queries import is_due, own_intentions
from unstuck.web.reviews.workflow import AGREED, CLOSED
from unstuck.web.reviews.workflow import OPEN as UNDER_REVIEW
from unstuck.web.safety.models import Concern
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.safety.presenters.concerns import is_danger, next_act
from unstuck.web.safety.queries import urgency
from unstuck.web.safety.workflow import OPEN as OPEN_CONCERN
from unstuck.web.transfers.presenters import transfer_summary
from unstuck.web.transfers.queries import transfers_under_way
from unstuck.web.transfers.workflow import COVERED

NOW, WAITS, HANDLED = "now", "waits", "handled"
"""How an item stands: somebody is needed; it waits for its day, or for somebody else; it is dealt with."""


class WorkItem(NamedTuple):
    """One thing about one client. `day`: since when it is needed, or until when it waits, in ISO form; may be empty.

    `about` says what it is, after "Waiting until 3 December" where it waits; `verb` and `address` are the act.
    """

    kind: str
    stands: str
    day: str
    about: str
    verb: str
    address: str


Items = dict[str, list[WorkItem]]
"""The items of each client, by the hex form of the episode's public id."""

Found = Iterator[tuple[str, WorkItem]]


def work_items(actor: Actor, now: datetime, today: date) -> Items:
    """Return everything about the clients whom somebody may read that stands in the rooms below."""
    items: Items = defaultdict(list)
    found = chain(
        _concerns(actor, today),
        _consultations(actor, today),
        _reviews(actor, today),
        _alerts(actor, today),
        _checkins(actor, now),
        _transfers(actor, today),
        _endings(actor),
    )
    for episode, item in found:
        items[episode].append(item)
    return items


def _concerns(actor: Actor, today: date) -> Found:
    for concern in sorted(rows_of(_open_concerns, actor), key=urgency):
        again = concern.look_again_on
        needed = is_danger(concern) or again is None or again <= today
        day = "" if again is None else again.isoformat()
        stands = NOW if needed else WAITS
        about = concern.called if needed else _("to look at the concern again")
        act = next_act(concern, today), address_of("safety:concern", concern.public_id.hex)
        yield concern.episode.public_id.hex, WorkItem("concern", stands, day, about, *act)


def _open_concerns(actor: Actor) -> QuerySet[Concern]:
    rows = concerns_for(actor).filter(state__in=OPEN_CONCERN, episode__ended_on=None)
    few = ("public_id", "kind", "role", "state", "imminent", "look_again_on", "raised_at", "episode__public_id")
    return rows.select_related("episode").only(*few).order_by("raised_at")


def _consultations(actor: Actor, today: date) -> Found:
    """Yield what somebody asked colleagues themselves: nobody else's questions are theirs to read."""
    patience = timedelta(weeks=default_thresholds().reply_weeks)
    for episode, public_id, state, asked_at in rows_of(_open_consultations, actor):
        until, place = localdate(asked_at) + patience, {"consultation": public_id}
        if state == "answered":
            read = _("Read the answer and decide"), page_of("consultation:consultation", **place)
            yield episode.hex, WorkItem("answer", NOW, "", _("A colleague answered"), *read)
        elif until < today:
            ask = _("Ask another colleague"), page_of("consultation:another", **place)
            words = _("No colleague has answered yet")
            yield episode.hex, WorkItem("unanswered", NOW, until.isoformat(), words, *ask)
        else:
            look = _("Look at the question"), page_of("consultation:consultation", **place)
            yield episode.hex, WorkItem("answer", WAITS, until.isoformat(), _("for a colleague's answer"), *look)


def _open_consultations(actor: Actor) -> QuerySet[Consultation, tuple[UUID, UUID, str, datetime | None]]:
    rows = own_consultations(actor).filter(episode__ended_on=None, state__in=("asked", "answered"))
    return rows.values_list("episode__public_id", "public_id", "state", "asked_at")


def _reviews(actor: Actor, today: date) -> Found:
    for review in rows_of(_reviews_in_care, actor):
        yield review.episode.public_id.hex, _review(review, today)


def _reviews_in_care(actor: Actor) -> QuerySet[Review]:
    return reviews_for(actor).filter(episode__ended_on=None).select_related("episode")


def _review(review: Review, today: date) -> WorkItem:
    address = address_of("reviews:review", review.episode.public_id.hex)
    again, go_on = review.again_on, _("Continue the review")
    if review.state == UNDER_REVIEW:
        return WorkItem("review", NOW, "", _("The review is open: nothing is decided yet"), go_on, address)
    if is_due(review, today) and again is not None:
        return WorkItem("review", NOW, again.isoformat(), _("The day to look again has come"), go_on, address)
    look = _("Look at the review")
    if review.state == CLOSED and review.closed_at is not None:
        words = _("Review closed: %(outcome)s") % {"outcome": Outcome(review.outcome).words}
        return WorkItem("review", HANDLED, localdate(review.closed_at).isoformat(), words, look, address)
    return WorkItem("review", WAITS, again.isoformat() if again else "", _("for the review"), look, address)


def _alerts(actor: Actor, today: date) -> Found:
    queue = open_alerts(actor, today)
    next_week = (monday(today) + timedelta(weeks=1)).isoformat()
    for alert in queue.first:
        yield _alert(alert, NOW, alert.since, alert.called)
    for alert in queue.going_on:
        needed = alert.state in (RAISED, SEEN)
        yield _alert(alert, NOW if needed else WAITS, "", alert.called if needed else ALERT.states[alert.state])
    for alert in queue.put_off:
        words = _with_sign(_("because it was put off"), alert)
        yield _alert(alert, WAITS, alert.again_on or "", words)
    for alert in queue.over_budget:
        yield _alert(alert, WAITS, next_week, _with_sign(_("for its turn"), alert))


def _with_sign(words: str, alert: OpenAlert) -> str:
    """Name a sign that the client's state does not say."""
    return f"{words}. {alert.called}" if alert.sign == AlertSign.ENGAGEMENT_FELL else words


def _alert(alert: OpenAlert, stands: str, day: str, about: str) -> tuple[str, WorkItem]:
    kind = "alert" if alert.state in (RAISED, SEEN) else "alert_taken_up"
    address = address_of("reviews:review", alert.episode)
    return alert.episode, WorkItem(kind, stands, day, about, _("Open a review"), address)


def _checkins(actor: Actor, now: datetime) -> Found:
    for episode, expires_at in rows_of(_unanswered, actor):
        hexed, day = episode.hex, localdate(expires_at).isoformat()
        over, asked = expires_at <= now, _("for the answer to a check-in")
        words = _("A check-in was not answered, and its time ran out") if over else asked
        route, verb = ("checkins:ask", _("Ask again")) if over else ("checkins:checkins", _("Look at the check-in"))
        yield hexed, WorkItem("checkin", NOW if over else WAITS, day, words, verb, address_of(route, hexed))


def _unanswered(actor: Actor) -> QuerySet[Checkin, tuple[UUID, datetime]]:
    rows = checkins_for(actor).filter(state__in=UNANSWERED, episode__ended_on=None)
    return rows.values_list("episode__public_id", "expires_at")


def _transfers(actor: Actor, today: date) -> Found:
    """Yield the transfers under way. On its day one is the supervisor's to make, or to end."""
    for one in transfers_under_way(actor):
        day = one.until if one.state == COVERED else one.on
        due = day is not None and day <= today and actor.role == Role.SUPERVISOR
        hexed, summary = one.episode.public_id.hex, transfer_summary(one)
        words = summary.title if due else _("for the hand-over: %(which)s") % {"which": summary.title}
        address = address_of("transfers:transfer", hexed)
        stands, until = NOW if due else WAITS, day.isoformat() if day else ""
        yield hexed, WorkItem("transfer", stands, until, words, _("Look at the transfer"), address)


def _endings(actor: Actor) -> Found:
    """Yield the endings that somebody intends while a risk is open, and a second person looks at or agreed to."""
    for one in own_intentions(actor):
        agreed = one.state == AGREED
        why = Ending(one.ending).words
        words = _("%(name)s agrees to the ending: %(ending)s") if agreed else _("for %(name)s to agree: %(ending)s")
        said = words % {"name": one.second.name, "ending": why[:1].lower() + why[1:]}
        address = page_of("reviews:end_as", episode=one.episode.public_id, ending=one.ending)
        yield (
            one.episode.public_id.hex,
            WorkItem("ending", NOW if agreed else WAITS, "", said, _("Look at it"), address),
        )


def is_under_review(items: Iterable[WorkItem]) -> bool:
    """Tell whether an item belongs to the list of reviews: what is worth a look, and what came of it."""
    return any(item.kind in ("alert", "alert_taken_up", "review", "ending", "transfer") for item in items)
