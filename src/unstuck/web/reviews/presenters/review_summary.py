"""What a client's page shows of alerts and the review: how they stand, and the one thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.queries import alerts_of
from unstuck.web.alerts.workflow import ALERT, OPEN
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components.denied import allowed
from unstuck.web.reviews.models import Closing, Outcome, Review
from unstuck.web.reviews.presenters.ended import EndingSummary, ending_summary
from unstuck.web.reviews.queries import closing_of, is_due, review_of
from unstuck.web.reviews.workflow import CLOSED, REVIEW
from unstuck.web.transfers.permissions import check_may_arrange


@dataclass(frozen=True)
class OpenAlertLine:
    """One open alert."""

    called: str
    state: str
    public_id: str


@dataclass(frozen=True)
class ReviewSummary:
    """`words` say how the review stands, `verb` is the button; `urgent` where it is the next thing to do.

    `may_ask`: whether this person may ask how it went after the work ended.
    """

    signs: Sequence[OpenAlertLine]
    words: str
    verb: str
    urgent: bool
    ended: EndingSummary | None
    may_ask: bool = False

    @property
    def is_empty(self) -> bool:
        """True where neither an alert nor a review nor an ending says anything."""
        return not (self.signs or self.words or self.ended)


def review_summary(actor: Actor, episode: Episode, today: date) -> ReviewSummary:
    """Return how alerts and the review of an episode stand, in two queries, or four where it has ended."""
    review = review_of(episode)
    signs = [one for one in alerts_of(episode) if one.state in OPEN]
    own = allowed(check_may_write, actor, episode) and episode.ended_on is None
    closing: Closing | None = closing_of(episode) if episode.ended_on else None
    return ReviewSummary(
        signs=[_sign(one) for one in signs],
        words=_words(review, today),
        verb=_verb(review, signs, own=own),
        urgent=own and bool(signs) and (review is None or review.state == CLOSED or is_due(review, today)),
        ended=ending_summary(closing, actor) if closing else None,
        may_ask=closing is not None and allowed(check_may_arrange, actor, episode),
    )


def _sign(alert: Alert) -> OpenAlertLine:
    state = ALERT.states[alert.state]
    if alert.again_on:
        state += ", " + _("look again on %(day)s") % {"day": spell_date(alert.again_on)}
    return OpenAlertLine(alert.called, state, str(alert.public_id))


def _words(review: Review | None, today: date) -> str:
    if review is None:
        return ""
    if review.state == CLOSED:
        return f"{REVIEW.states[CLOSED]}: {Outcome(review.outcome).words}"
    if is_due(review, today):
        return _("Due to be looked at again")
    until = f" ({spell_date(review.again_on)})" if review.again_on else ""
    return REVIEW.states[review.state] + until


def _verb(review: Review | None, signs: Sequence[Alert], *, own: bool) -> str:
    if not own:
        return _("Look at the review") if review else ""
    if review is None:
        return _("Open a review") if signs else ""
    return _("Look at the review") if review.state == CLOSED and not signs else _("Continue the review")
