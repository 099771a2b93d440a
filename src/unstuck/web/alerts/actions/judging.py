"""Everybody in care judged again with a new setting: by the worker process, so many clients in each transaction.

An agency's writes go one by one (`audited`), so nobody who stores a score meanwhile overwrites what was found here, or
waits for more than one transaction. There is one such process for each database (operations.background); what it finds
waiting may have been begun by one that died: it goes on behind the last clients whose transaction ended.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils.timezone import localdate

from unstuck.web.alerts.models import BudgetRound
from unstuck.web.alerts.own_past import instruments_with_settings, open_work
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.standings import judge_again

CLIENTS_AT_ONCE = 100
"""Clients in one transaction: an agency's other writes wait for it, about a second."""
MOST_TRIES = 3

log = logging.getLogger(__name__)


def judge_next(clock: Callable[[], datetime]) -> bool:
    """Judge the next clients of the choice that has waited longest; False where nobody waits.

    Raises OperationalError or InterfaceError where the database went away: the clients then have their turn again.
    """
    waiting = BudgetRound.objects.filter(stage=BudgetRound.WAITING).select_related("choice__agency").order_by("pk")
    current = waiting.first()
    if current is None:
        return False
    if waiting.filter(choice__agency=current.choice.agency_id).exclude(pk=current.pk).exists():
        _end_round(current, BudgetRound.REPLACED, clock())
        return True
    try:
        _judge_some(current, clock())
    except (OperationalError, InterfaceError):
        raise  # Nothing about the clients.
    except Exception as error:  # whatever is wrong with one client, other work gets its turn
        log.error("judging with a new setting failed: %s", type(error).__name__)
        _note_failure(current, clock())
    return True


def _judge_some(current: BudgetRound, now: datetime) -> None:
    agency = current.choice.agency
    with audited("alerts.judged_again", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        behind = open_work(agency.pk).filter(pk__gt=current.last_episode).order_by("pk")
        episodes = list(behind.values_list("pk", flat=True)[:CLIENTS_AT_ONCE])
        if episodes:
            judge_again(episodes, instruments_with_settings(agency.pk), now, localdate(now))
            current.last_episode, current.judged = episodes[-1], current.judged + len(episodes)
        if len(episodes) < CLIENTS_AT_ONCE:
            current.stage, current.stage_at = BudgetRound.DONE, now
        current.tries = 0
        current.save()
        write.about("agency", agency.public_id, judged=current.judged, finished=current.stage == BudgetRound.DONE)


def _note_failure(current: BudgetRound, now: datetime) -> None:
    """Count a failure; give up after the last try, so that the page can say so."""
    current.refresh_from_db()
    current.tries += 1
    if current.tries >= MOST_TRIES:
        _end_round(current, BudgetRound.GIVEN_UP, now)
    else:
        with audited("alerts.judged_again", agency=current.choice.agency.public_id, actor=SYSTEM, now=now) as write:
            current.save()
            write.about("agency", current.choice.agency.public_id, judged=current.judged, finished=False)


def _end_round(current: BudgetRound, stage: str, now: datetime) -> None:
    agency = current.choice.agency.public_id
    with audited("alerts.judged_again", agency=agency, actor=SYSTEM, now=now) as write:
        current.stage, current.stage_at = stage, now
        current.save()
        write.about("agency", agency, judged=current.judged, finished=stage == BudgetRound.REPLACED)
