"""A closed review opens again when the stall returns, in the transaction that stored the state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from unstuck.web.alerts.models import Alert, AlertSign
from unstuck.web.alerts.signals import alerts_raised
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.reviews.actions.frame import keep_step
from unstuck.web.reviews.models import Review
from unstuck.web.reviews.workflow import CLOSED

A_STALL = (AlertSign.STALLED, AlertSign.DETERIORATING)


@receiver(alerts_raised)
def reopen_reviews(*, alerts: Sequence[Alert], now: datetime, today: date, **_rest: Any) -> None:
    """Open the closed reviews of these alerts' episodes again, each with a row that says why."""
    signs = {one.episode_id: one.sign for one in alerts if one.sign in A_STALL}
    for review in Review.objects.select_for_update().filter(episode__in=list(signs), state=CLOSED):
        review.outcome, review.closed_at, review.opened_at, review.opened_by = "", None, now, None
        keep_step(review, "return", None, WriteContext(now, today), about=signs[review.episode_id])
