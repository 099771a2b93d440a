"""The setting of an agency's alerts: chosen by who may, on record; the worker process then judges everybody in care."""

from __future__ import annotations

from datetime import datetime

from unstuck.population.calibration import BUDGETS
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import BudgetChoice, BudgetRound
from unstuck.web.alerts.own_past import choices_of, open_work
from unstuck.web.alerts.permissions import check_may_set
from unstuck.web.alerts.policies import check_offered
from unstuck.web.audit.actions import audited


def choose_budget(actor: Actor, share: float, *, now: datetime, key: str | None = None) -> int:
    """Store the setting and have open work judged again with it; return how many episodes wait for that."""
    check_may_set(actor)
    check_offered(share, BUDGETS)
    code = "alerts.budget_chosen"
    with audited(code, agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=key) as write:
        before = next((one.share for one in choices_of(actor.agency_id)), None)
        choice = BudgetChoice.objects.create(agency_id=actor.agency_id, share=share, at=now, by_id=actor.id)
        waiting = open_work(actor.agency_id).count() if before != share else 0
        if waiting:
            BudgetRound.objects.create(choice=choice, clients=waiting, stage_at=now)
        write.about("agency", actor.agency_public_id, before=before, share=share, clients=waiting)
    return waiting
