"""The list of reviews: what is new, what is due, what goes on, what was put off, what waits, what is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.guidance.safe_order import LOSS
from unstuck.language import gettext as _
from unstuck.reporting.words import StateWords, of_measure, spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.alerts.budget import SETTINGS
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.queries import open_alerts
from unstuck.web.alerts.workflow import ALERT
from unstuck.web.caseload.models import Episode
from unstuck.web.reviews.models import Closing, Ending, IntendedEnding, Outcome, Review
from unstuck.web.reviews.presenters.page import state_of
from unstuck.web.reviews.queries import closings_to_ask_about, own_intentions, reviews_list, second_looks
from unstuck.web.reviews.workflow import INTENDED_ENDING
from unstuck.web.safety.first import safety_first
from unstuck.web.transfers.presenters import transfer_summary
from unstuck.web.transfers.queries import transfers_under_way
from unstuck.web.transfers.workflow import COVERED


@dataclass(frozen=True)
class ReviewLine:
    """One client in the list."""

    called: str
    address: str
    state: StateWords | None
    reason: str
    about: str
    worker: str
    verb: str


@dataclass(frozen=True)
class ReviewSection:
    """One part of the list; `hint` teaches what stands there. A folded one is shown closed."""

    code: str
    title: str
    hint: str
    lines: Sequence[ReviewLine]
    folded: bool = False


@dataclass(frozen=True)
class ReviewsPage:
    """The list of reviews, by what is to be done; `nothing` where no section holds anything."""

    sections: Sequence[ReviewSection]
    nothing: bool
    hands_over: bool


def reviews_page(actor: Actor, today: date) -> ReviewsPage:
    """Return the list of reviews of those whom somebody answers for."""
    lines = _lines_by_section(actor, today)
    sections = [
        ReviewSection(code, title, hint, lines[code], folded=code == "closed") for code, title, hint in _sections()
    ]
    filled = [section for section in sections if section.lines]
    return ReviewsPage(sections=filled, nothing=not filled, hands_over=actor.role == Role.SUPERVISOR)


def _sections() -> list[tuple[str, str, str]]:
    """Return the sections with their titles and hints, what is to be done first on top."""
    turns = _("Each worker's week starts with %(n)s new ones. These are not forgotten: they move up.")
    return [
        ("safety", _("Safety first"), _("A concern or a loss comes before every score, and cannot be put off.")),
        ("asked", _("A colleague asks for your second look"), _("An ending that they intend while a risk is open.")),
        ("due", _("To be looked at again"), _("The agreed day has come.")),
        ("second", _("With a second person"), _("An ending that you intend while a risk is open.")),
        ("new", _("Worth a look"), _("New this week. Getting worse, and anything with a risk, comes first.")),
        ("open", _("Open reviews"), _("Started, not decided yet.")),
        ("decided", _("Decided, to look at again later"), _("Each comes back on its day.")),
        ("transfers", _("Another worker takes over"), _("Arranged, or covering while somebody is away.")),
        ("seen", _("Seen, without a review"), _("Somebody looked; no review was opened.")),
        ("put_off", _("Put off"), _("Each comes back on its day.")),
        ("waiting", _("Waiting for their turn"), turns % {"n": SETTINGS.new_per_week}),
        ("closed", _("Closed"), _("They reopen by themselves if the stall returns.")),
    ]


def _lines_by_section(actor: Actor, today: date) -> dict[str, list[ReviewLine]]:
    alerts, reviews = open_alerts(actor, today), reviews_list(actor, today)
    first = safety_first(actor, today)
    listed = {episode.pk for episode, _rank, _words in first}
    under_review = {review.episode_id for review in (*reviews.due, *reviews.open, *reviews.decided)} | listed

    def of_alerts(alerts_found: Iterable[Alert]) -> list[ReviewLine]:
        lines: dict[int, ReviewLine] = {}
        for alert in alerts_found:  # one line for each client, with its first sign
            if alert.episode_id not in under_review:
                lines.setdefault(alert.episode_id, _of_alert(alert, actor, today))
        return list(lines.values())

    def of_reviews(reviews_found: Iterable[Review], verb: str) -> list[ReviewLine]:
        return [_of_review(review, actor, today, verb) for review in reviews_found if review.episode_id not in listed]

    go_on, look = _("Continue the review"), _("Look at the review")
    passing_due, passing = _of_transfers(actor, today)
    return {
        "safety": [_of_concern(*one, actor, today) for one in first],
        "asked": [_of_second_look(one) for one in second_looks(actor)],
        "due": [*_of_endings(actor, today), *passing_due, *of_reviews(reviews.due, go_on)],
        "transfers": passing,
        "second": [_of_own_intention(one, actor, today) for one in own_intentions(actor)],
        "new": of_alerts(alerts.first),
        "open": of_reviews(reviews.open, go_on),
        "decided": of_reviews(reviews.decided, look),
        "seen": of_alerts(alerts.going_on),
        "put_off": of_alerts(alerts.put_off),
        "waiting": of_alerts(alerts.over_budget),
        "closed": of_reviews(reviews.closed, look),
    }


def _line(episode: Episode, actor: Actor, today: date, about: str, verb: str) -> ReviewLine:
    return ReviewLine(
        called=episode.client.called,
        address=reverse("reviews:review", kwargs={"episode": episode.public_id}),
        state=state_of(episode, today),
        reason=of_measure(episode.standing.instrument, episode.standing.reason),
        about=about,
        worker=episode.worker.name if episode.worker and episode.worker_id != actor.id else "",
        verb=verb,
    )


def _of_concern(episode: Episode, rank: int, words: str, actor: Actor, today: date) -> ReviewLine:
    page, verb = ("home:client", _("See what to do")) if rank == LOSS else ("safety:safety", _("Respond to it"))
    ended = f". {_('The work has ended, and nobody has closed it')}" if episode.ended_on else ""
    line = _line(episode, actor, today, words + ended, verb)
    return replace(line, address=reverse(page, kwargs={"episode": episode.public_id}))


def _of_alert(one: Alert, actor: Actor, today: date) -> ReviewLine:
    own = one.episode.worker_id == actor.id
    about = _("%(sign)s since %(day)s") % {"sign": one.called, "day": spell_date(one.since)}
    if one.again_on:
        about += ". " + _("Put off until %(day)s") % {"day": spell_date(one.again_on)}
    elif one.state != "raised":
        about += f". {ALERT.states[one.state]}"
    return _line(one.episode, actor, today, about, _("Open a review") if own else _("Look"))


def _of_review(one: Review, actor: Actor, today: date, verb: str) -> ReviewLine:
    if one.outcome and one.closed_at:
        about = f"{Outcome(one.outcome).words}, {spell_date(localdate(one.closed_at))}"
    elif one.again_on:
        about = _("Look again on %(day)s") % {"day": spell_date(one.again_on)}
    else:
        about = _("Open since %(day)s") % {"day": spell_date(localdate(one.opened_at))}
    return _line(one.episode, actor, today, about, verb if one.episode.worker_id == actor.id else _("Look"))


def _of_second_look(intended: IntendedEnding) -> ReviewLine:
    return ReviewLine(
        called=_("An ending that %(name)s intends") % {"name": intended.by.name},
        address=reverse("reviews:second_look", kwargs={"intended": intended.public_id}),
        state=None,
        reason="",
        about=Ending(intended.ending).words,
        worker="",
        verb=_("Look at it"),
    )


def _of_own_intention(intended: IntendedEnding, actor: Actor, today: date) -> ReviewLine:
    about = f"{Ending(intended.ending).words}. {intended.second.name}: {INTENDED_ENDING.states[intended.state]}"
    where = {"episode": intended.episode.public_id, "ending": intended.ending}
    return replace(
        _line(intended.episode, actor, today, about, _("Look at it")), address=reverse("reviews:end_as", kwargs=where)
    )


def _of_endings(actor: Actor, today: date) -> list[ReviewLine]:
    """Return the ended work of which the day to ask how it went has come."""
    return [_of_ending(closing, actor, today) for closing in closings_to_ask_about(actor, today)]


def _of_ending(closing: Closing, actor: Actor, today: date) -> ReviewLine:
    episode = closing.episode
    about = _("The work ended on %(day)s") % {"day": spell_date(closing.on)}
    line = _line(episode, actor, today, f"{about}. {Ending(closing.ending).words}", _("Ask how it went"))
    address = reverse("reviews:how_it_went", kwargs={"episode": episode.public_id})
    called = _("Ask how it went: %(name)s") % {"name": episode.client.called}
    return replace(line, called=called, address=address, reason="", state=None)


def _of_transfers(actor: Actor, today: date) -> tuple[list[ReviewLine], list[ReviewLine]]:
    """Return the transfers that a supervisor has to make or end now, and the others that are under way."""
    lines: tuple[list[ReviewLine], list[ReviewLine]] = ([], [])
    for one in transfers_under_way(actor):
        summary = transfer_summary(one)
        line = _line(one.episode, actor, today, f"{summary.title}. {summary.stands}", _("Look at the transfer"))
        address = reverse("transfers:transfer", kwargs={"episode": one.episode.public_id})
        day = one.until if one.state == COVERED else one.on
        mine_to_do = actor.role == Role.SUPERVISOR and day is not None and day <= today
        lines[0 if mine_to_do else 1].append(replace(line, address=address, reason=""))
    return lines
